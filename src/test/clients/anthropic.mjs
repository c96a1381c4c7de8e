import Anthropic from "@anthropic-ai/sdk";
import { collect, failure, gateway, keys, models, refusals, tell, weather } from "./transcript.mjs";

const connect = (apiKey) => new Anthropic({ baseURL: gateway, apiKey, authToken: null });
const client = connect(keys.good);
const bare = models.good.split("/")[1];
const messages = [{ role: "user", content: "Say hello" }];
const tools = [{ name: "weather", input_schema: weather }];
const ask = { model: models.good, max_tokens: 100, messages };

await tell({
  whole: async () => {
    const answer = await client.messages.create({ ...ask, model: bare });
    return { text: answer.content[0].text, model: answer.model, stop: answer.stop_reason, usage: answer.usage };
  },
  bearer: async () => {
    const other = new Anthropic({ baseURL: `${gateway}/api`, apiKey: null, authToken: keys.good });
    return (await other.messages.create(ask)).content[0].text;
  },
  streamed: async () => {
    const events = await collect(await client.messages.create({ ...ask, stream: true }));
    return { types: events.map((event) => event.type), cost: events.at(-2).usage.cost };
  },
  streamHelper: async () => {
    const answer = await client.messages.stream(ask).finalMessage();
    return { text: answer.content[0].text, stop: answer.stop_reason, usage: answer.usage };
  },
  tools: async () => {
    const asked = await client.messages.stream({ ...ask, tools }).finalMessage();
    const use = asked.content.find((part) => part.type === "tool_use");
    const result = { type: "tool_result", tool_use_id: use.id, content: "Sun" };
    const answer = await client.messages.create({
      ...ask,
      tools,
      messages: [...messages, { role: "assistant", content: asked.content }, { role: "user", content: [result] }],
    });
    return { input: use.input, stop: asked.stop_reason, text: answer.content[0].text };
  },
  refusals: () => refusals((key, model) => connect(key).messages.create({ ...ask, model })),
  serverTool: () =>
    failure(() => client.messages.create({ ...ask, tools: [{ type: "web_search_20250305", name: "web_search" }] })),
  broken: () => failure(() => client.messages.stream({ ...ask, model: models.broken }).finalMessage()),
});
