import { ChatOpenAI } from "@langchain/openai";
import { collect, failure, gateway, keys, models, refusals, tell, weather } from "./transcript.mjs";

const connect = (apiKey, model, more) => new ChatOpenAI({ model, apiKey, configuration: { baseURL: `${gateway}/v1` }, ...more });
const client = connect(keys.good, models.good);
const prompt = "Say hello";
const tool = { type: "function", function: { name: "weather", parameters: weather } };

await tell({
  whole: async () => (await client.invoke(prompt)).text,
  streamed: async () => (await collect(await client.stream(prompt))).map((chunk) => chunk.text).join(""),
  tools: async () => (await client.bindTools([tool]).invoke(prompt)).tool_calls[0].args,
  responses: async () => (await connect(keys.good, models.good, { useResponsesApi: true }).invoke(prompt)).text,
  streamedResponses: async () => {
    const chunks = await collect(await connect(keys.good, models.good, { useResponsesApi: true }).stream(prompt));
    return chunks.map((chunk) => chunk.text).join("");
  },
  refusals: () => refusals((key, name) => connect(key, name).invoke(prompt)),
  broken: () => failure(async () => collect(await connect(keys.good, models.broken).stream(prompt))),
});
