import { createOpenRouter } from "@openrouter/ai-sdk-provider";
import { generateObject, generateText, jsonSchema, streamText, tool } from "ai";
import { z } from "zod";
import { collect, failure, gateway, keys, models, refusals, tell, weather } from "./transcript.mjs";

const connect = (apiKey) => createOpenRouter({ baseURL: `${gateway}/api/v1`, apiKey });
const model = connect(keys.good).chat(models.good);
const prompt = "Say hello";
const tools = { weather: tool({ inputSchema: jsonSchema(weather) }) };

const streamed = async (options) => {
  const parts = await collect(streamText({ prompt, onError: () => {}, ...options }).fullStream);
  const error = parts.find((part) => part.type === "error");
  if (error) {
    throw error.error;
  }
  return parts;
};

await tell({
  whole: async () => {
    const answer = await generateText({ model, prompt });
    return { text: answer.text, cost: answer.providerMetadata.openrouter.usage.cost };
  },
  streamed: async () => {
    const parts = await streamed({ model });
    return {
      text: parts.map((part) => (part.type === "text-delta" ? part.text : "")).join(""),
      finish: parts.at(-1).finishReason,
    };
  },
  tools: async () => (await generateText({ model, prompt, tools })).toolCalls[0].input,
  streamedTools: async () => (await streamed({ model, tools })).find((part) => part.type === "tool-call").input,
  parsed: async () => {
    const schema = z.object({ name: z.string(), age: z.number() });
    return (await generateObject({ model, prompt, schema })).object;
  },
  refusals: () => refusals((key, name) => generateText({ model: connect(key).chat(name), prompt })),
  broken: () => failure(() => streamed({ model: connect(keys.good).chat(models.broken) })),
});
