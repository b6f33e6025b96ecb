// responses.create, or with --stream its events: prints the response, or the types of the events, the text as it came,
// the response of the last one, and the error if the stream broke.
import { args, client, limit, readAll, report } from "./peer.mjs";

const request = { model: args.model, input: args.prompt, ...limit("max_output_tokens") };

await report(async () => {
  if (!args.stream) {
    const response = await client.responses.create(request);
    return { response, text: response.output_text };
  }
  const events = [];
  let text = "";
  let response = null;
  const stream = await client.responses.create({ ...request, stream: true });
  return readAll(
    stream,
    () => ({ events, text, response }),
    (event) => {
      events.push(event.type);
      if (event.type === "response.output_text.delta") text += event.delta;
      response = event.response ?? response;
    },
  );
});
