// What is kept by hand: which providers, prices that no source has, and when makers retire models.

/** `genai`, `open` and `dev` are the provider's names in the three sources; `author` is OpenRouter's word for the maker. */
export const PROVIDERS = [
  { name: 'openai', title: 'OpenAI', author: 'openai', genai: 'openai', open: 'openai', dev: 'openai', hosts: ['api.openai.com'] },
  { name: 'anthropic', title: 'Anthropic', author: 'anthropic', genai: 'anthropic', open: 'anthropic', dev: 'anthropic', hosts: ['api.anthropic.com'] },
  { name: 'google', title: 'Google Gemini', author: 'google', genai: 'google', open: 'google', dev: 'google', hosts: ['generativelanguage.googleapis.com'] },
  { name: 'mistral', title: 'Mistral', author: 'mistralai', genai: 'mistral', open: 'mistral', dev: 'mistral', hosts: ['api.mistral.ai'] },
  { name: 'x-ai', title: 'xAI', author: 'x-ai', genai: 'x-ai', open: 'xai', dev: 'xai', hosts: ['api.x.ai'] },
  { name: 'deepseek', title: 'DeepSeek', author: 'deepseek', genai: 'deepseek', open: 'deepseek', dev: 'deepseek', hosts: ['api.deepseek.com'] },
  { name: 'cohere', title: 'Cohere', author: 'cohere', genai: 'cohere', hosts: ['api.cohere.com', 'api.cohere.ai'] },
  { name: 'perplexity', title: 'Perplexity', author: 'perplexity', genai: 'perplexity', dev: 'perplexity', hosts: ['api.perplexity.ai'] },
  { name: 'moonshotai', title: 'Moonshot AI', author: 'moonshotai', genai: 'moonshotai', open: 'moonshotai', dev: 'moonshotai', hosts: ['api.moonshot.ai'] },
  { name: 'voyageai', title: 'Voyage AI', author: 'voyageai', genai: 'voyageai', hosts: ['api.voyageai.com'] },
  { name: 'groq', title: 'Groq', author: 'groq', genai: 'groq', open: 'groq', dev: 'groq', hosts: ['api.groq.com'] },
  { name: 'cerebras', title: 'Cerebras', author: 'cerebras', genai: 'cerebras', open: 'cerebras', dev: 'cerebras', hosts: ['api.cerebras.ai'] },
  { name: 'together', title: 'Together AI', author: 'together', genai: 'together', open: 'together', dev: 'togetherai', hosts: ['api.together.xyz', 'api.together.ai'] },
  { name: 'fireworks', title: 'Fireworks AI', author: 'fireworks', genai: 'fireworks', open: 'fireworks', dev: 'fireworks-ai', hosts: ['api.fireworks.ai'] },
  { name: 'openrouter', title: 'OpenRouter', author: 'openrouter', genai: 'openrouter', open: 'openrouter', dev: 'openrouter', openrouter: true, hosts: ['openrouter.ai'] },
];

/** Whose model it is that a provider serves under a name of its own: OpenRouter's slug. */
export const AUTHOR_OF = {
  'llama-3.1-8b-instant': 'meta-llama/llama-3.1-8b-instruct',
  'llama-3.3-70b-versatile': 'meta-llama/llama-3.3-70b-instruct',
  'gpt-oss-120b': 'openai',
  'gpt-oss-20b': 'openai',
  'whisper-large-v3': 'openai',
  'whisper-large-v3-turbo': 'openai',
};

/** Prices that no source has, from the makers' own pages: openai.com/api/pricing, ai.google.dev/pricing, cohere.com/pricing. */
export const SUPPLEMENT = {
  openai: [
    { id: 'tts-1', name: 'TTS-1', prices: [{ input: '0', output: '0', unit: { of: 'character', price: '15' } }] },
    { id: 'tts-1-hd', name: 'TTS-1 HD', prices: [{ input: '0', output: '0', unit: { of: 'character', price: '30' } }] },
    { id: 'omni-moderation-latest', name: 'Omni Moderation', prices: [{ input: '0', output: '0' }] },
  ],
  google: [
    { id: 'imagen-4.0-generate-001', name: 'Imagen 4', prices: [{ input: '0', output: '0', unit: { of: 'image', price: '40000' } }] },
    { id: 'imagen-4.0-fast-generate-001', name: 'Imagen 4 Fast', prices: [{ input: '0', output: '0', unit: { of: 'image', price: '20000' } }] },
    { id: 'imagen-4.0-ultra-generate-001', name: 'Imagen 4 Ultra', prices: [{ input: '0', output: '0', unit: { of: 'image', price: '60000' } }] },
  ],
  cohere: [
    { id: 'rerank-v3.5', name: 'Rerank 3.5', contextWindow: 4096, prices: [{ input: '0', output: '0', unit: { of: 'search', price: '2000' } }] },
  ],
};

/** From the makers' pages on deprecations. A model that is not listed here may be marked by an operator. */
export const RETIREMENTS = {
  'anthropic/claude-2': { on: '2025-07-21', successor: 'anthropic/claude-sonnet-4.5' },
  'anthropic/claude-3-sonnet': { on: '2025-07-21', successor: 'anthropic/claude-sonnet-4.5' },
  'anthropic/claude-3-opus': { on: '2026-01-05', successor: 'anthropic/claude-opus-4.5' },
  'anthropic/claude-3.5-sonnet': { on: '2025-10-28', successor: 'anthropic/claude-sonnet-4.5' },
  'anthropic/claude-3.7-sonnet': { on: '2026-02-19', successor: 'anthropic/claude-sonnet-4.5' },
  'anthropic/claude-3.5-haiku': { on: '2026-02-19', successor: 'anthropic/claude-haiku-4.5' },
  'google/gemini-pro': { on: '2025-02-15', successor: 'google/gemini-2.5-flash' },
  'google/gemini-1.5-flash': { on: '2025-09-24', successor: 'google/gemini-2.5-flash' },
  'google/gemini-1.5-pro': { on: '2025-09-24', successor: 'google/gemini-2.5-pro' },
  'google/gemini-flash-1.5': { on: '2025-09-24', successor: 'google/gemini-2.5-flash' },
  'google/gemini-flash-1.5-8b': { on: '2025-09-24', successor: 'google/gemini-2.5-flash-lite' },
  'google/gemini-pro-1.5': { on: '2025-09-24', successor: 'google/gemini-2.5-pro' },
  'openai/gpt-3.5-turbo-0613': { on: '2024-09-13', successor: 'openai/gpt-4o-mini' },
  'openai/gpt-3.5-turbo-16k': { on: '2024-09-13', successor: 'openai/gpt-4o-mini' },
  'openai/gpt-4-32k': { on: '2025-06-06', successor: 'openai/gpt-4o' },
  'openai/gpt-4-vision-preview': { on: '2024-12-06', successor: 'openai/gpt-4o' },
  'openai/gpt-4.5-preview': { on: '2025-07-14', successor: 'openai/gpt-4.1' },
  'openai/o1-mini': { on: '2025-10-27', successor: 'openai/o4-mini' },
  'openai/o1-preview': { on: '2025-07-28', successor: 'openai/o3' },
};

/** OpenRouter's `~author/family-latest`: the newest of its kind, told by its version. */
export function LATEST(models) {
  const families = {
    '~anthropic/claude-fable-latest': /^anthropic\/claude-fable-([\d.]+)$/,
    '~anthropic/claude-haiku-latest': /^anthropic\/claude-haiku-([\d.]+)$/,
    '~anthropic/claude-opus-latest': /^anthropic\/claude-opus-([\d.]+)$/,
    '~anthropic/claude-sonnet-latest': /^anthropic\/claude-sonnet-([\d.]+)$/,
    '~google/gemini-flash-latest': /^google\/gemini-([\d.]+)-flash$/,
    '~google/gemini-pro-latest': /^google\/gemini-([\d.]+)-pro(?:-preview)?$/,
    '~openai/gpt-astra-latest': /^openai\/gpt-([\d.]+)-astra$/,
    '~openai/gpt-luna-latest': /^openai\/gpt-([\d.]+)-luna$/,
    '~openai/gpt-mini-latest': /^openai\/gpt-([\d.]+)-mini$/,
    '~openai/gpt-sol-latest': /^openai\/gpt-([\d.]+)-sol$/,
    '~openai/gpt-terra-latest': /^openai\/gpt-([\d.]+)-terra$/,
    '~x-ai/grok-latest': /^x-ai\/grok-([\d.]+)$/,
    '~z-ai/glm-latest': /^z-ai\/glm-([\d.]+)$/,
  };
  const found = {};
  for (const [name, pattern] of Object.entries(families)) {
    const versions = [...models.keys()].map((slug) => slug.match(pattern)).filter(Boolean);
    const newest = versions.sort((a, b) => Number(a[1]) - Number(b[1])).at(-1);
    if (newest) found[name] = newest[0];
  }
  return found;
}
