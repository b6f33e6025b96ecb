// A stream that is aborted after some events: prints how many came, and whether the SDK ended it without an error.
import { args, client, message, report } from "./peer.mjs";

await report(async () => {
  let events = 0;
  const stream = await client.messages.create({ ...message, stream: true });
  for await (const event of stream) {
    events += 1;
    if (events === Number(args.after)) stream.controller.abort();
  }
  return { events, aborted: stream.controller.signal.aborted };
});
