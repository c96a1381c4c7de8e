import { OpenRouter } from "@openrouter/sdk";
import { collect, failure, gateway, keys, models, refusals, tell, weather } from "./transcript.mjs";

const connect = (apiKey) => new OpenRouter({ serverURL: `${gateway}/api/v1`, apiKey });
const client = connect(keys.good);
const model = models.good;
const messages = [{ role: "user", content: "Say hello" }];
const tools = [{ type: "function", function: { name: "weather", parameters: weather } }];

await tell({
  whole: async () => {
    const answer = await client.chat.send({ chatRequest: { model, messages } });
    return { text: answer.choices[0].message.content, cost: answer.usage.cost };
  },
  streamed: async () => {
    const chunks = await collect(await client.chat.send({ chatRequest: { model, messages, stream: true } }));
    return {
      text: chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join(""),
      cost: chunks.at(-1).usage.cost,
    };
  },
  tools: async () => {
    const answer = await client.chat.send({ chatRequest: { model, messages, tools } });
    return answer.choices[0].message.toolCalls[0].function;
  },
  streamedTools: async () => {
    const chunks = await collect(await client.chat.send({ chatRequest: { model, messages, tools, stream: true } }));
    const deltas = chunks.flatMap((chunk) => chunk.choices[0]?.delta.toolCalls ?? []);
    return { name: deltas[0].function.name, arguments: deltas.map((delta) => delta.function.arguments ?? "").join("") };
  },
  response: async () => {
    const answer = await client.responses.send({ responsesRequest: { model, input: "Say hello" } });
    return { text: answer.output[0].content[0].text, cost: answer.usage.cost };
  },
  streamedResponse: async () => {
    const request = { responsesRequest: { model, input: "Say hello", stream: true } };
    const events = await collect(await client.responses.send(request));
    return { types: events.map((event) => event.type), text: events.at(-1).response.output[0].content[0].text };
  },
  models: async () => (await collect(await client.models.list())).flatMap((page) => page.result.data.map((entry) => entry.id)),
  refusals: () => refusals((key, name) => connect(key).chat.send({ chatRequest: { model: name, messages } })),
  broken: () =>
    failure(async () => {
      const stream = await client.chat.send({ chatRequest: { model: models.broken, messages, stream: true } });
      return (await collect(stream)).at(-1).error;
    }),
});
