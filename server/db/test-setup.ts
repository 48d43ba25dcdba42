import { forgetTestDatabase } from "./test-database.ts";

forgetTestDatabase();
