import OpenAI from "openai";
import { zodResponseFormat, zodTextFormat } from "openai/helpers/zod";
import { z } from "zod";
import { collect, failure, gateway, keys, models, refusals, tell, weather } from "./transcript.mjs";

const connect = (apiKey) => new OpenAI({ baseURL: `${gateway}/v1`, apiKey });
const client = connect(keys.good);
const model = models.good;
const messages = [{ role: "user", content: "Say hello" }];
const person = z.object({ name: z.string(), age: z.number() });
const tools = [{ type: "function", function: { name: "weather", parameters: weather, strict: true } }];
const functions = [{ type: "function", name: "weather", parameters: weather, strict: true }];

await tell({
  whole: async () => {
    const answer = await client.chat.completions.create({ model, messages });
    return { text: answer.choices[0].message.content, cost: answer.usage.cost, requestId: answer._request_id };
  },
  streamed: async () => {
    const chunks = await collect(await client.chat.completions.create({ model, messages, stream: true }));
    return {
      text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
      ids: new Set(chunks.map((chunk) => chunk.id)).size,
      cost: chunks.at(-1).usage.cost,
    };
  },
  streamHelper: async () => {
    const answer = await client.chat.completions.stream({ model, messages }).finalChatCompletion();
    return { text: answer.choices[0].message.content, finish: answer.choices[0].finish_reason };
  },
  tools: async () => {
    const asked = await client.chat.completions.create({ model, messages, tools });
    const call = asked.choices[0].message.tool_calls[0];
    const result = { role: "tool", tool_call_id: call.id, content: "Sun" };
    const answer = await client.chat.completions.create({
      model,
      messages: [...messages, asked.choices[0].message, result],
      tools,
    });
    return { call: call.function, text: answer.choices[0].message.content };
  },
  streamedTools: async () => {
    const answer = await client.chat.completions.stream({ model, messages, tools }).finalChatCompletion();
    return answer.choices[0].message.tool_calls.map((call) => call.function);
  },
  parsed: async () => {
    const response_format = zodResponseFormat(person, "person");
    const answer = await client.chat.completions.parse({ model, messages, response_format });
    return answer.choices[0].message.parsed;
  },
  completion: async () => {
    const whole = await client.completions.create({ model, prompt: "Say hello" });
    const chunks = await collect(await client.completions.create({ model, prompt: "Say hello", stream: true }));
    return { text: whole.choices[0].text, streamed: chunks.map((chunk) => chunk.choices[0]?.text ?? "").join("") };
  },
  response: async () => {
    const answer = await client.responses.create({ model, input: "Say hello" });
    return { text: answer.output_text, status: answer.status, cost: answer.usage.cost };
  },
  streamedResponse: async () => {
    const stream = client.responses.stream({ model, input: "Say hello" });
    const types = [];
    stream.on("event", (event) => types.push(event.type));
    const answer = await stream.finalResponse();
    return { text: answer.output_text, status: answer.status, cost: answer.usage.cost, types };
  },
  responseTools: async () => {
    const input = [{ role: "user", content: "How is the weather?" }];
    const asked = await client.responses.stream({ model, input, tools: functions }).finalResponse();
    const call = asked.output.find((item) => item.type === "function_call");
    const result = { type: "function_call_output", call_id: call.call_id, output: "Sun" };
    const answer = await client.responses.create({ model, input: [...input, ...asked.output, result], tools: functions });
    return { arguments: call.arguments, text: answer.output_text };
  },
  parsedResponse: async () => {
    const text = { format: zodTextFormat(person, "person") };
    return (await client.responses.parse({ model, input: "Who?", text })).output_parsed;
  },
  models: async () => (await collect(await client.models.list())).map((entry) => entry.id),
  refusals: () => refusals((key, name) => connect(key).chat.completions.create({ model: name, messages })),
  stored: () => failure(() => client.responses.create({ model, input: "a", store: true })),
  broken: () => failure(async () => collect(await client.chat.completions.create({ model: models.broken, messages, stream: true }))),
  brokenResponse: () => failure(() => client.responses.stream({ model: models.broken, input: "a" }).finalResponse()),
});
