// A stream that is aborted after some chunks: prints how many came, and whether the SDK ended it without an error.
import { args, chat, client, report, streamed } from "./peer.mjs";

await report(async () => {
  let chunks = 0;
  const stream = await client.chat.completions.create({ ...chat, ...streamed });
  for await (const chunk of stream) {
    chunks += 1;
    if (chunks === Number(args.after)) stream.controller.abort();
  }
  return { chunks, aborted: stream.controller.signal.aborted };
});
