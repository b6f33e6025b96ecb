// A tool call and its follow-up, in JSON or with --stream: prints the call, its arguments as parsed, and the answer.
import { args, chat, client, report, streamed } from "./peer.mjs";

const tools = [
  {
    type: "function",
    function: {
      name: "get_weather",
      description: "The weather of a city.",
      parameters: {
        type: "object",
        properties: { city: { type: "string" }, unit: { type: "string", enum: ["celsius", "fahrenheit"] } },
        required: ["city", "unit"],
      },
    },
  },
];

const ask = async (messages) => {
  if (!args.stream) return client.chat.completions.create({ ...chat, messages, tools });
  return client.chat.completions.stream({ ...chat, ...streamed, messages, tools }).finalChatCompletion();
};

await report(async () => {
  const first = await ask(chat.messages);
  const message = first.choices[0].message;
  const call = message.tool_calls[0];
  const second = await ask([
    ...chat.messages,
    { role: "assistant", content: null, tool_calls: [{ id: call.id, type: "function", function: call.function }] },
    { role: "tool", tool_call_id: call.id, content: "Sunny, 21 degrees" },
  ]);
  return {
    call: { id: call.id, name: call.function.name, arguments: JSON.parse(call.function.arguments) },
    content: message.content,
    finishReason: first.choices[0].finish_reason,
    usage: first.usage ?? null,
    answer: { text: second.choices[0].message.content, finishReason: second.choices[0].finish_reason },
  };
});
