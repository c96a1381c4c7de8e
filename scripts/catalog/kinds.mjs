// What a model can be asked to do and what goes in and comes out, told by its name where no source says it.
const KINDS = [
  ['embeddings', /embed|^voyage/],
  ['rerank', /rerank/],
  ['moderations', /moderation/],
  ['speech', /tts/],
  ['transcriptions', /transcribe|whisper|voxtral-mini/],
  ['images', /^(openai\/)?gpt-image|^dall-e|^imagen|^grok-(2|imagine)-image/],
];

// Neither spoken over HTTP requests nor priced in a way that can be held: live speech, documents by the page, fine-tunes,
// completions of old, video.
const NOT_SERVED = /realtime|-live|computer-use|davinci|babbage|curie|^ada$|instruct$|^ft:|\.ft-|ocr|grok-voice|omni-flash-preview|deep-research|cyber|daybreak|^gpt-4o:extended|robotics|^claude-v1$|^moderation$/;
const NOT_GOOGLE = /^(?!gemini|gemma|imagen)/;

export function isServed(provider, id) {
  if (provider.name === 'google' && NOT_GOOGLE.test(id)) return false;
  const instructIsChat = !['openai', 'openrouter'].includes(provider.name) || !/gpt-3\.5/.test(id);
  return !(instructIsChat ? id.replace(/instruct$/, '') : id).match(NOT_SERVED);
}

export function operationsOf(id) {
  const kind = KINDS.find(([, pattern]) => pattern.test(id.toLowerCase()));
  return [kind ? kind[0] : 'chat'];
}

export function modalities(id, entry, fact) {
  const [operation] = operationsOf(id);
  const said = (fact?.modalities?.input ?? []).map((name) => (name === 'pdf' ? 'file' : name));
  const audio = entry.prices.some((price) => price.audio_input) || /gpt-audio|gpt-4o(-mini)?-audio/.test(id) ? ['audio'] : [];
  switch (operation) {
    case 'embeddings': return [['text'], ['embeddings']];
    case 'rerank': return [['text'], ['rerank']];
    case 'speech': return [['text'], ['audio']];
    case 'transcriptions': return [['audio'], ['text']];
    case 'images': return [['text', 'image'], ['image']];
    case 'moderations': return [['text'], ['text']];
    default: {
      const gemini = /gemini-(2|3|4)/.test(id) && !/image/.test(id) ? ['text', 'image', 'audio', 'video', 'file'] : [];
      const outputs = ['text', ...(/-image/.test(id) ? ['image'] : []), ...(/gpt-audio|-audio-preview/.test(id) ? ['audio'] : [])];
      return [[...new Set(['text', ...(entry.open?.input ?? []), ...said, ...audio, ...gemini])], outputs];
    }
  }
}
