// chat.completions.create as a stream: prints how many chunks came, the text of the first choice, whether a usage chunk
// was among them, and the error if the stream broke.
import { chat, client, readAll, report, streamed } from "./peer.mjs";

await report(async () => {
  let chunks = 0;
  let text = "";
  let finishReason = null;
  let usage = null;
  const { data, response } = await client.chat.completions.create({ ...chat, ...streamed }).withResponse();
  const seen = () => ({ chunks, text, finishReason, usageSeen: usage !== null, usage });
  const result = await readAll(data, seen, (chunk) => {
    chunks += 1;
    const first = chunk.choices?.find((choice) => choice.index === 0);
    text += first?.delta.content ?? "";
    finishReason = first?.finish_reason ?? finishReason;
    usage = chunk.usage ?? usage;
  });
  return { ...result, requestId: response.headers.get("x-request-id") };
});
