-- The list of customers by name. The order is that of code points, of folded names: the same on every system and after
-- every update of ICU, so that no upgrade makes the index wrong. Latin names come first, then other scripts; Chinese names
-- stand by the radical and strokes of their first character, which keeps a surname together. 64 characters, because a
-- name may be longer than an index takes.
CREATE INDEX CONCURRENTLY "customer_by_name" ON "customer" (left("nameFolded", 64) COLLATE "C", "id");
