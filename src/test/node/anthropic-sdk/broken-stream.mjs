// A stream that is expected to break: prints the events before the error, and the error as the SDK's user sees it.
import Anthropic from "@anthropic-ai/sdk";
import { client, described, message, report } from "./peer.mjs";

await report(async () => {
  const events = [];
  try {
    for await (const event of await client.messages.create({ ...message, stream: true })) events.push(event.type);
  } catch (e) {
    if (e instanceof Anthropic.APIError) return { events, error: described(e) };
    return { events, error: { class: e.constructor.name, message: e.message } };
  }
  return { events, error: null };
});
