// Evaluates railway.ts with Railway's own SDK and prints the project that it describes.
import { createRailwayContext, project } from "railway/iac";
import program from "./railway.ts";

const context = createRailwayContext({ command: "plan", environment: "production" });
process.stdout.write(JSON.stringify(await program(context, project)));
