// messages.stream: prints the types of the events, the text as it came, and the final message.
import { client, message, report } from "./peer.mjs";

await report(async () => {
  const events = [];
  let text = "";
  const stream = client.messages
    .stream(message)
    .on("streamEvent", (event) => events.push(event.type))
    .on("text", (delta) => (text += delta));
  return { finalMessage: await stream.finalMessage(), events, text };
});
