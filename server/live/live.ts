import type { Server as NodeServer } from "node:http";
import { Server, type Socket } from "socket.io";
import type { LiveEvents } from "#contract/live/live-events.ts";
import { EVENTS_VERSION } from "#contract/live/live-version.ts";
import type { Host } from "#server/auth/host.ts";
import {
  connectDevice,
  disconnectDevice,
  keepDevices,
  type Device,
} from "#server/domain/people/account/devices.ts";
import { endedAccess } from "#server/live/ended-access.ts";
import type { FanOut } from "#server/live/fan-out.ts";
import { createHandshakeLimit } from "#server/live/handshake-limit.ts";
import { admitSocket, type Admitted } from "#server/live/handshake.ts";
import { createRooms } from "#server/live/rooms.ts";
import { tellRows, watchRows } from "#server/live/rows.ts";
import { recordShown } from "#server/live/shown.ts";
import { relayTyping } from "#server/live/typing.ts";
import { relayVisibility } from "#server/live/visibility.ts";
import type { EventSink } from "#server/pipeline/publish/event-publisher.ts";
import { startHeartbeat } from "#server/pipeline/run/heartbeat.ts";
import type { Viewing } from "#server/pipeline/outbound/viewing.ts";
import type { Services } from "#server/pipeline/services.ts";
import { newId } from "#server/runtime/crypto.ts";

/**
 * The live sockets of this node. A socket: handshake → admitted (in its
 * agent's room, a device in presence) → seen at every heartbeat → gone
 * (closed, lost, or its access ended).
 */
export type Live = {
  sink: EventSink;
  /** The number of sockets open here. */
  sockets(): number;
  /** Checks at once whether every open socket would still be admitted. */
  recheck(): void;
  /** Closes all sockets; resolves when presence has been updated. Events still go to the other nodes. */
  close(): Promise<void>;
  /** Ends the way to the other nodes, once nothing is published here any more: an event would reach nobody. */
  end(): Promise<void>;
};

export type LiveOptions = {
  host: Host;
  services: Services;
  fanOut: FanOut;
  node: NodeServer;
  /** The other work of this process. Default: all. */
  role?: "web" | "worker" | "all";
};

const PING_EVERY_MS = 10_000;
const PING_TIMEOUT_MS = 8_000;
const RECHECK_EVERY_MS = 2_000;
const SEE_EVERY_MS = 15_000;
const MAX_PACKET_BYTES = 64 * 1024; // clients send typing, whether their tab is in sight, which rows it shows, and what was shown

/** The limit for one agent on this node: every tab of every browser, and programs that clean up after themselves. */
const MAX_SOCKETS_PER_AGENT = 50;

type Refusal = "unauthorized" | "too_many_sockets";

type Ours = Socket<
  Record<string, never>,
  Record<string, never>,
  Record<string, never>,
  Admitted
>;

/** Screens send the version of the events that they know; programs need not. */
function tellVersion(socket: Ours): void {
  const { events } = socket.handshake.query;
  if (events === undefined || events === String(EVENTS_VERSION)) return;
  const payload: LiveEvents["version.changed"] = { version: EVENTS_VERSION };
  (socket as unknown as Socket).emit("version.changed", payload);
}

export function startLive({
  host,
  services,
  fanOut,
  node,
  role = "all",
}: LiveOptions): Live {
  const { context } = host;
  const limit = createHandshakeLimit(host, services.limits);
  const io = new Server({
    path: "/socket.io",
    serveClient: false,
    perMessageDeflate: false, // 233 KB a client with it, 15 KB without
    httpCompression: false,
    pingInterval: PING_EVERY_MS,
    pingTimeout: PING_TIMEOUT_MS,
    maxHttpBufferSize: MAX_PACKET_BYTES,
    // Checked before a session is made.
    allowRequest: (incoming, decide) => decide(null, limit.mayBegin(incoming)),
  });
  fanOut.attach(io, cutLines);
  io.attach(node);
  const rooms = createRooms(io);
  const nodeId = newId();
  // Screens that missed events meanwhile fetch again.
  const heartbeat = startHeartbeat(context, {
    nodeId,
    onLost: cutLines,
    receives: true,
    role,
  });
  const leaving = new Set<Promise<void>>();

  const sockets = () => io.of("/").sockets.size;
  const sink: EventSink = {
    ...(fanOut.alone ? { screens: sockets } : { flush: fanOut.flush }),
    emit(event, payload, agentIds, trace) {
      if (agentIds.length === 0) return;
      // Local sockets get it at once, whether or not the path to the other nodes works.
      rooms.emit(event, payload, agentIds, trace);
      if (!fanOut.alone)
        io.serverSideEmit("announce", event, payload, agentIds, trace);
    },
  };

  io.use((socket, next) => {
    admit(socket as unknown as Ours).then(
      (refusal) => (refusal ? next(new Error(refusal)) : next()),
      (error: unknown) => {
        // Not the client's fault. A client reconnects after a cut connection, but not after a refusal.
        context.log.warn({ err: error }, "handshake failed");
        for (const room of socket.rooms) void socket.leave(room);
        socket.conn.close();
      },
    );
  });

  /** Null: admitted. */
  async function admit(socket: Ours): Promise<Refusal | null> {
    const look = () => admitSocket(host, socket);
    const admitted = await limit.looking(socket.request, look);
    if (!admitted) return "unauthorized";
    if (rooms.sizeOf(admitted.actor) >= MAX_SOCKETS_PER_AGENT)
      return "too_many_sockets";
    socket.data = admitted;
    // At once, so that sockets opened together count each other.
    rooms.join(socket, admitted.actor);
    // Only connected agents get events, so the row must exist before the
    // client is connected and fetches what it missed.
    await connectDevice(context, deviceOf(socket));
    if (socket.conn.readyState !== "open")
      await disconnectDevice(context, socket.id);
    return null;
  }

  io.on("connection", (socket: Ours) => {
    // A socket that sees the console as someone else sends nothing.
    if (!socket.data.actor.seenBy) {
      relayVisibility(context, socket);
      recordShown(socket);
    }
    const { typist } = socket.data;
    if (typist) {
      relayTyping(services, socket, typist);
      watchRows(services, socket, typist);
    }
    tellVersion(socket);
    socket.on("disconnect", () => {
      const left = quietly("disconnect", disconnectDevice(context, socket.id));
      leaving.add(left);
      void left.finally(() => leaving.delete(left));
    });
  });
  services.viewing.connect({
    onViewers: (threadId, viewers, agentIds) =>
      sink.emit("viewers.updated", { threadId, viewers }, agentIds),
    onPicture: (threadId, viewers) => tellRows(io, { threadId, viewers }),
    onChange(viewing) {
      if (!fanOut.alone) io.serverSideEmit("viewing", viewing);
    },
  });
  io.on("viewing", (viewing: Viewing) => services.viewing.receive(viewing));
  // Other nodes' announcements; see event-publisher.ts.
  io.on("announce", (...event: Parameters<typeof rooms.emit>) => {
    rooms.emit(...event);
  });

  async function quietly(act: string, done: Promise<unknown>): Promise<void> {
    try {
      await done;
    } catch (error) {
      // Presence is found again from the heartbeats; see domain/presence.
      context.log.warn({ err: error, act }, "presence not recorded");
    }
  }

  // Cuts the connection and keeps the session: a client whose connection is
  // cut reconnects and fetches again, while one whose session ends stays
  // away.
  function cutLines(): void {
    for (const socket of open()) socket.conn.close();
  }

  function open(): Ours[] {
    return [...io.of("/").sockets.values()] as Ours[];
  }

  function deviceOf(socket: Ours): Device {
    return {
      connectionId: socket.id,
      agentId: socket.data.actor.agentId,
      nodeId,
      watching: socket.data.actor.seenBy !== undefined,
    };
  }

  async function recheck(): Promise<void> {
    const { ended, changed } = await endedAccess(
      context.db,
      open().map((socket) => socket.data.access),
    );
    for (const id of ended) io.of("/").sockets.get(id)?.disconnect(true);
    // A socket that sees another part of the customers' data now comes back, and fetches again.
    for (const id of changed) {
      const socket = io.of("/").sockets.get(id);
      socket?.emit("access.changed", {} satisfies LiveEvents["access.changed"]);
      socket?.conn.close();
    }
  }
  const look = () => {
    recheck().catch((error: unknown) =>
      context.log.warn({ err: error }, "access not rechecked"),
    );
  };
  // A connection that was taken for gone missed events meanwhile: it fetches again.
  async function see(): Promise<void> {
    const back = await keepDevices(context, open().map(deviceOf));
    // Its row is gone also where access ended: such a session ends, and does not reconnect.
    if (back.length > 0) await recheck();
    for (const id of back) io.of("/").sockets.get(id)?.conn.close();
  }

  const timers = [
    setInterval(look, RECHECK_EVERY_MS),
    // Only sockets that answer pings are open: Socket.IO closes the others.
    setInterval(() => void quietly("see", see()), SEE_EVERY_MS),
  ];

  return {
    sink,
    sockets,
    recheck: look,
    async close() {
      timers.forEach(clearInterval);
      services.viewing.stop();
      cutLines();
      io.engine?.close();
      await Promise.all(leaving);
      await quietly("leave", heartbeat.stop());
    },
    async end() {
      await io.of("/").adapter.close();
      await fanOut.stop();
    },
  };
}
