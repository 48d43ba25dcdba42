import type { z } from "zod";
import {
  createDepartmentSchema,
  updateDepartmentSchema,
} from "#contract/people/department-requests.ts";
import {
  createQueueSchema,
  updateQueueSchema,
} from "#contract/routing/queue-requests.ts";
import {
  createRingGroupSchema,
  updateRingGroupSchema,
} from "#contract/routing/ring-group-requests.ts";
import { pageQuerySchema, type PageQuery } from "#contract/base/page.ts";
import { pageOf } from "#contract/base/page.ts";
import { departmentSchema } from "#contract/people/department.ts";
import { queueSchema } from "#contract/routing/queue.ts";
import { ringGroupSchema } from "#contract/routing/ring-group.ts";
import type { Actor } from "#server/domain/access/actor.ts";
import type { Context } from "#server/domain/context.ts";
import type { Page } from "#server/domain/page.ts";
import * as departments from "#server/domain/teams/departments.ts";
import * as queues from "#server/domain/teams/queues.ts";
import * as ringGroups from "#server/domain/teams/ring-groups.ts";
import { endpoint, type Api } from "#server/http/edge/endpoint.ts";

/** The common operations of queues, ring groups and departments: a list, one, new, change, remove. */
type Resource<
  Shape extends z.ZodType,
  New extends z.ZodType,
  Patch extends z.ZodType,
> = {
  path: "/queues" | "/ring-groups" | "/departments";
  /** For names: listQueues, createQueue. */
  plural: string;
  singular: string;
  words: string;
  shape: Shape;
  create: New;
  update: Patch;
  commands: {
    list(
      context: Context,
      actor: Actor,
      query: PageQuery,
    ): Promise<Page<z.infer<Shape>>>;
    get(context: Context, actor: Actor, id: string): Promise<z.infer<Shape>>;
    create(
      context: Context,
      actor: Actor,
      input: z.infer<New>,
    ): Promise<z.infer<Shape>>;
    update(
      context: Context,
      actor: Actor,
      id: string,
      patch: z.infer<Patch>,
    ): Promise<z.infer<Shape>>;
    remove(context: Context, actor: Actor, id: string): Promise<unknown>;
  };
};

/** Destinations of messages. */
export function routingRoutes(api: Api): void {
  resource(api, {
    path: "/queues",
    plural: "Queues",
    singular: "Queue",
    words: "queue",
    shape: queueSchema,
    create: createQueueSchema,
    update: updateQueueSchema,
    commands: {
      list: queues.listQueues,
      get: queues.getQueue,
      create: queues.createQueue,
      update: queues.updateQueue,
      remove: queues.deleteQueue,
    },
  });
  resource(api, {
    path: "/ring-groups",
    plural: "RingGroups",
    singular: "RingGroup",
    words: "ring group",
    shape: ringGroupSchema,
    create: createRingGroupSchema,
    update: updateRingGroupSchema,
    commands: {
      list: ringGroups.listRingGroups,
      get: ringGroups.getRingGroup,
      create: ringGroups.createRingGroup,
      update: ringGroups.updateRingGroup,
      remove: ringGroups.deleteRingGroup,
    },
  });
  resource(api, {
    path: "/departments",
    plural: "Departments",
    singular: "Department",
    words: "department",
    shape: departmentSchema,
    create: createDepartmentSchema,
    update: updateDepartmentSchema,
    commands: {
      list: departments.listDepartments,
      get: departments.getDepartment,
      create: departments.createDepartment,
      update: departments.updateDepartment,
      remove: departments.deleteDepartment,
    },
  });
}

function resource<
  Shape extends z.ZodType,
  New extends z.ZodType,
  Patch extends z.ZodType,
>(
  api: Api,
  {
    path,
    plural,
    singular,
    words,
    shape,
    create,
    update,
    commands,
  }: Resource<Shape, New, Patch>,
): void {
  const tag = "Routing";
  endpoint(
    api,
    {
      method: "get",
      tag,
      path,
      name: `list${plural}`,
      reviewers: "empty",
      summary: `List ${words}s`,
      query: pageQuerySchema,
      answer: pageOf(shape),
    },
    ({ context, actor, query }) =>
      commands.list(context, actor, query) as never,
  );
  endpoint(
    api,
    {
      method: "post",
      tag,
      path,
      name: `create${singular}`,
      summary: `Create a ${words}`,
      body: create,
      answer: shape,
      status: 201,
      problems: ["already_exists"],
    },
    ({ context, actor, body }) =>
      commands.create(context, actor, body as z.infer<New>) as never,
  );
  endpoint(
    api,
    {
      method: "get",
      tag,
      path: `${path}/{id}`,
      name: `get${singular}`,
      summary: `Get a ${words}`,
      answer: shape,
    },
    ({ context, actor, id }) => commands.get(context, actor, id) as never,
  );
  endpoint(
    api,
    {
      method: "patch",
      tag,
      path: `${path}/{id}`,
      name: `update${singular}`,
      summary: `Update a ${words}`,
      body: update,
      answer: shape,
      problems: ["already_exists", "in_use"],
    },
    ({ context, actor, id, body }) =>
      commands.update(context, actor, id, body as z.infer<Patch>) as never,
  );
  endpoint(
    api,
    {
      method: "delete",
      tag,
      path: `${path}/{id}`,
      name: `delete${singular}`,
      summary: `Delete a ${words}`,
      problems: ["in_use"],
    },
    async ({ context, actor, id }) => {
      await commands.remove(context, actor, id);
    },
  );
}
