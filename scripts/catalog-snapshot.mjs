// Writes src/main/resources/catalog/snapshot.json from @pydantic/genai-prices (MIT), the best-kept public price list.
// Usage: npm pack @pydantic/genai-prices && tar xzf pydantic-genai-prices-*.tgz && node scripts/catalog-snapshot.mjs package
//
// Prices are US dollars per million tokens, as decimal strings. `long` holds the prices of prompts longer than `from`
// tokens. Only models that answer chat completions and have both an input and an output price are taken.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2] ?? 'package';
const version = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
const bundle = readFileSync(join(folder, 'dist/index.js'), 'utf8');
const list = bundle.slice(bundle.indexOf('['), bundle.search(/\n\](;|,|\n)/) + 2);
const providers = new Function(`return ${list}`)();

const NOT_CHAT = /embedding|audio|tts|transcribe|whisper|image|moderation|realtime|davinci|babbage|curie|^ada$|instruct$|computer-use|^ft:|\.ft-|:batch|^gpt-4o:extended/;

// What a model writes at the most in one answer. The source does not say, so this is a ceiling that every model of that
// context window accepts; a caller who wants more says so in max_tokens.
const OUTPUT_CEILINGS = [[/^gpt-3\.5|^gpt-4-turbo|^gpt-4-vision/, 4096], [/^gpt-4(-\d+)?$/, 4096]];
const CEILING_BY_WINDOW = [[1_050_000, 65_536], [1_000_000, 32_768], [200_000, 65_536], [128_000, 16_384], [0, 4_096]];
const CEILING_WITHOUT_WINDOW = 8_192;

function outputCeiling(model) {
  const known = OUTPUT_CEILINGS.find(([pattern]) => pattern.test(model.id));
  if (known) return known[1];
  if (!model.context_window) return CEILING_WITHOUT_WINDOW;
  return CEILING_BY_WINDOW.find(([window]) => model.context_window >= window)[1];
}

const decimal = (value) => Number(value).toFixed(9).replace(/\.?0+$/, '');
const base = (price) => (typeof price === 'object' ? price.base : price);
const tier = (price) => (typeof price === 'object' ? price.tiers.at(-1) : undefined);

// Prices in force on the day of the snapshot: the last entry whose start has come.
function inForce(prices) {
  if (!Array.isArray(prices)) return prices;
  const today = new Date().toISOString().slice(0, 10);
  const begun = prices.filter((p) => !p.constraint || (p.constraint.type === 'start_date' && p.constraint.start_date <= today));
  return begun.at(-1).prices;
}

function rates(prices, pick) {
  const input = pick(prices.input_mtok);
  return {
    input: decimal(input),
    cached_input: decimal(pick(prices.cache_read_mtok) ?? input),
    cache_write: decimal(pick(prices.cache_write_mtok) ?? input),
    output: decimal(pick(prices.output_mtok)),
  };
}

function entry(model) {
  const prices = inForce(model.prices);
  if (prices?.input_mtok === undefined || prices?.output_mtok === undefined || NOT_CHAT.test(model.id)) return [];
  const long = tier(prices.input_mtok) ?? tier(prices.output_mtok);
  return [{
    id: model.id,
    name: model.name ?? model.id,
    aliases: (model.match.or ?? []).map((rule) => rule.equals).filter((id) => id && id !== model.id && !NOT_CHAT.test(id)),
    context: model.context_window ?? null,
    output_ceiling: outputCeiling(model),
    ...rates(prices, base),
    ...(long && { long: { from: long.start, ...rates(prices, (price) => tier(price)?.price ?? base(price)) } }),
  }];
}

const chosen = ['openai', 'openrouter'].map((id) => providers.find((provider) => provider.id === id));
const snapshot = {
  source: `@pydantic/genai-prices ${version}`,
  date: new Date().toISOString().slice(0, 10),
  providers: Object.fromEntries(chosen.map((provider) => [provider.id, provider.models.flatMap(entry)])),
};
const lines = JSON.stringify(snapshot).replaceAll('{"id":', '\n{"id":');
writeFileSync('src/main/resources/catalog/snapshot.json', lines + '\n');
console.log(Object.entries(snapshot.providers).map(([id, models]) => `${id}: ${models.length} models`).join(', '));
