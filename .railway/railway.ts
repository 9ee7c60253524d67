// The bot as a Railway project: `railway config plan` shows what would change, `railway config apply` does it.
// README.md says how, and what the other ways are.
import { defineRailway, preserve, project, service, volume } from "railway/iac";

export default defineRailway((ctx) => {
  // Database, spool and the destination `local` live here; everything else in the container goes with each deployment.
  const data = volume("helix-data");

  const bot = service("helix-bot", {
    // For deployments from your fork instead of by `railway up`: import `github` as well, and
    // source: github("YOU/helix-bot", { branch: "main" }),
    build: { builder: "DOCKERFILE", dockerfilePath: "Dockerfile" },
    deploy: {
      healthcheckPath: "/readyz",
      healthcheckTimeout: 120,
      restartPolicyType: "ON_FAILURE",
      restartPolicyMaxRetries: 5,
      // Two bots with one token would both answer.
      numReplicas: 1,
      overlapSeconds: 0,
      // Railway's default is no time at all between SIGTERM and SIGKILL; the bot needs less than ten seconds.
      drainingSeconds: 30,
      // A sleeping bot hears nobody: it is woken by requests from outside, and Discord sends none.
      sleepApplication: false,
    },
    volumeMounts: { "/data": data },
    // Every variable of the service belongs in here: `railway config apply` deletes those that it does not find.
    env: {
      // `preserve()` keeps the value that the service has on Railway, so that no secret stands in this file. Set it there,
      // with `railway variable set DISCORD_TOKEN --stdin` or on the service's page.
      DISCORD_TOKEN: preserve(),
      // Railway mounts volumes for root, and the image's own user is another.
      RAILWAY_RUN_UID: "0",
      // Where copies go besides the volume, with the variables of docs/destinations.md. For S3:
      // HELIX_DESTINATIONS: "s3:my-bucket",
      // RCLONE_CONFIG_S3_TYPE: "s3",
      // RCLONE_CONFIG_S3_PROVIDER: "AWS",
      // RCLONE_CONFIG_S3_REGION: "eu-central-1",
      // RCLONE_CONFIG_S3_ACCESS_KEY_ID: preserve(),
      // RCLONE_CONFIG_S3_SECRET_ACCESS_KEY: preserve(),
    },
  });

  return project(ctx.projectName ?? "helix-bot", { resources: [bot, data] });
});
