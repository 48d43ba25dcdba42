-- The rules of the three tables that every message writes become triggers. Postgres
-- reads and compiles the text of each CHECK, and of a generated column, anew for
-- every statement: 0.2 ms of a message's 1.8 (docs/decisions/051). A trigger's
-- function is compiled once for each connection. The rules, their names and
-- their error code stay as they were.
--
-- They are ALWAYS enabled, so that neither a restore nor a replica goes past them.

CREATE FUNCTION require_thread_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  -- Like a CHECK, a rule that comes to null is kept.
  broken text := CASE
    WHEN NOT new.status = ANY ('{waiting,open,snoozed,closed}') THEN 'thread_status_known'
    WHEN NOT new.routing = ANY ('{none,queued,offered,owned}') THEN 'thread_routing_known'
    WHEN (new."ownerId" IS NOT NULL) <> (new.routing = 'owned') THEN 'thread_owned_has_owner'
    WHEN new.status = 'open' AND new."ownerId" IS NULL THEN 'thread_open_has_owner'
    WHEN new.status = 'waiting' AND new."ownerId" IS NOT NULL THEN 'thread_waiting_has_no_owner'
    WHEN new.status = 'closed' AND (new."ownerId" IS NOT NULL OR new.routing <> 'none') THEN 'thread_closed_rests'
    WHEN new.status = 'snoozed' AND new."snoozedUntil" IS NULL THEN 'thread_snoozed_dated'
    WHEN NOT new."routedToType" = ANY ('{agent,queue,ring_group}') THEN 'thread_routedTo_known'
    WHEN (new."routedToType" IS NULL) <> (new."routedToId" IS NULL) THEN 'thread_routedTo_whole'
    WHEN new."inboundCount" < 0 THEN 'thread_inboundCount_natural'
    WHEN new.routing = 'offered' AND new.status <> 'waiting' THEN 'thread_offered_waits'
    WHEN new.routing = 'offered' AND new."queuedAt" IS NULL THEN 'thread_queued_since'
    WHEN new."preferredId" IS NOT NULL AND NOT new.routing = ANY ('{queued,offered}') THEN 'thread_preferred_waits'
    WHEN new.handovers < 0 OR new.handovers > 5 THEN 'thread_handovers_few'
    WHEN new.round < 1 OR new.seed < 0 THEN 'thread_round_natural'
    WHEN NOT new."preferredWhy" = ANY ('{account_owner,last_owner,reopened}') THEN 'thread_preferredWhy_known'
    WHEN (new."preferredId" IS NULL) <> (new."preferredWhy" IS NULL) THEN 'thread_preferred_whole'
    WHEN NOT new."nextWhy" = ANY ('{account_owner,last_owner,reopened}') THEN 'thread_nextWhy_known'
    WHEN (new."nextId" IS NULL) <> (new."nextWhy" IS NULL) THEN 'thread_next_whole'
    WHEN NOT new."priorityLevel" = ANY ('{low,normal,high,urgent}') THEN 'thread_priority_level'
    WHEN new."archivedAt" IS NOT NULL AND new.status <> 'closed' THEN 'thread_archived_is_closed'
  END;
BEGIN
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'new row for relation "thread" violates the rule "%"', broken
      USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'thread';
  END IF;
  RETURN new;
END
$$;

CREATE FUNCTION require_message_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken text := CASE
    WHEN NOT new.direction = ANY ('{in,out}') THEN 'message_direction_known'
    WHEN NOT new.kind = ANY ('{message,note,event}') THEN 'message_kind_known'
    WHEN NOT new."authorType" = ANY ('{customer,agent,page,system}') THEN 'message_authorType_known'
    WHEN NOT new.status = ANY ('{received,queued,sending,sent,delivered,read,failed}') THEN 'message_status_known'
    WHEN new.direction = 'in' AND new.status <> 'received' THEN 'message_in_is_received'
    WHEN new.direction = 'out' AND new.kind = 'message' AND new.status = 'received' THEN 'message_out_is_not_received'
    WHEN new."authorType" = 'customer' AND new.kind = 'message' AND new.direction <> 'in' THEN 'message_customer_writes_in'
    WHEN new.kind = 'note' AND (new.direction <> 'out' OR new."externalId" IS NOT NULL) THEN 'message_note_stays_here'
    WHEN new.part < 0 THEN 'message_part_natural'
  END;
BEGIN
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'new row for relation "message" violates the rule "%"', broken
      USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'message';
  END IF;
  -- Searched in, see parley_fold. Changing that function writes this column anew.
  IF tg_op = 'INSERT' OR new.text IS DISTINCT FROM old.text THEN
    new."textFolded" := parley_fold(new.text);
  ELSE
    new."textFolded" := old."textFolded";
  END IF;
  RETURN new;
END
$$;

CREATE FUNCTION require_delivery_rules() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  broken text := CASE
    WHEN NOT new.state = ANY ('{pending,applied,parked,waiting}') THEN 'delivery_state_known'
    WHEN (new.state = 'applied') <> (new."appliedAt" IS NOT NULL) THEN 'delivery_applied_dated'
    WHEN new.state = 'waiting' AND new."waitingFor" = '{}'::text[] THEN 'delivery_waiting_named'
  END;
BEGIN
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'new row for relation "delivery" violates the rule "%"', broken
      USING ERRCODE = 'check_violation', CONSTRAINT = broken, TABLE = 'delivery';
  END IF;
  RETURN new;
END
$$;

ALTER TABLE "message" ALTER COLUMN "textFolded" DROP EXPRESSION;
CREATE TRIGGER message_rules BEFORE INSERT OR UPDATE ON "message"
  FOR EACH ROW EXECUTE FUNCTION require_message_rules();
CREATE TRIGGER thread_rules BEFORE INSERT OR UPDATE ON "thread"
  FOR EACH ROW EXECUTE FUNCTION require_thread_rules();
CREATE TRIGGER delivery_rules BEFORE INSERT OR UPDATE ON "delivery"
  FOR EACH ROW EXECUTE FUNCTION require_delivery_rules();
ALTER TABLE "message" ENABLE ALWAYS TRIGGER message_rules;
ALTER TABLE "thread" ENABLE ALWAYS TRIGGER thread_rules;
ALTER TABLE "delivery" ENABLE ALWAYS TRIGGER delivery_rules;

ALTER TABLE "message"
  DROP CONSTRAINT "message_direction_known",
  DROP CONSTRAINT "message_kind_known",
  DROP CONSTRAINT "message_authorType_known",
  DROP CONSTRAINT "message_status_known",
  DROP CONSTRAINT "message_in_is_received",
  DROP CONSTRAINT "message_out_is_not_received",
  DROP CONSTRAINT "message_customer_writes_in",
  DROP CONSTRAINT "message_note_stays_here",
  DROP CONSTRAINT "message_part_natural";
ALTER TABLE "delivery"
  DROP CONSTRAINT "delivery_state_known",
  DROP CONSTRAINT "delivery_applied_dated",
  DROP CONSTRAINT "delivery_waiting_named";
ALTER TABLE "thread"
  DROP CONSTRAINT "thread_status_known",
  DROP CONSTRAINT "thread_routing_known",
  DROP CONSTRAINT "thread_owned_has_owner",
  DROP CONSTRAINT "thread_open_has_owner",
  DROP CONSTRAINT "thread_waiting_has_no_owner",
  DROP CONSTRAINT "thread_closed_rests",
  DROP CONSTRAINT "thread_snoozed_dated",
  DROP CONSTRAINT "thread_routedTo_known",
  DROP CONSTRAINT "thread_routedTo_whole",
  DROP CONSTRAINT "thread_inboundCount_natural",
  DROP CONSTRAINT "thread_offered_waits",
  DROP CONSTRAINT "thread_queued_since",
  DROP CONSTRAINT "thread_preferred_waits",
  DROP CONSTRAINT "thread_handovers_few",
  DROP CONSTRAINT "thread_round_natural",
  DROP CONSTRAINT "thread_preferredWhy_known",
  DROP CONSTRAINT "thread_preferred_whole",
  DROP CONSTRAINT "thread_nextWhy_known",
  DROP CONSTRAINT "thread_next_whole",
  DROP CONSTRAINT "thread_priority_level",
  DROP CONSTRAINT "thread_archived_is_closed";
