// messages.create: prints the message.
import { client, message, report } from "./peer.mjs";

await report(async () => {
  const { data, response } = await client.messages.create(message).withResponse();
  return { message: data, requestId: response.headers.get("request-id") };
});
