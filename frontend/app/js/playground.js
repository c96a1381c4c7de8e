// [data-playground]: answers stream into the page. Without this script the form is sent and comes back with whole answers.
// What models say is only ever inserted as text.
const form = document.querySelector('[data-playground]');

if (form) {
  const { prompt, second, turns } = form.elements;
  const address = form.getAttribute('action'); // Buttons of that name hide the property.
  const send = form.querySelector('[data-send]');
  const stop = form.querySelector('[data-stop]');
  const reload = form.querySelector('[data-use-key]');
  const template = document.querySelector('[data-turn-template]');
  const columns = [...form.querySelectorAll('[data-column]')];
  const RECORD_TRIES = 30;
  let running = null;

  const pause = () => new Promise((done) => { setTimeout(done, 500); });
  const conversation = () => (turns.value ? JSON.parse(turns.value).turns : []);

  function tell(element, text, tone) {
    element.hidden = !text;
    element.textContent = text;
    if (tone) element.className = `badge badge-${tone}`;
  }

  function fail(column, message) {
    column.querySelector('[data-message]').textContent = message;
    column.querySelector('[data-error]').hidden = !message;
  }

  // The data of each event of a stream.
  async function* events(body) {
    let rest = '';
    for (let reader = body.pipeThrough(new TextDecoderStream()).getReader(); ;) {
      const { done, value } = await reader.read();
      if (done) return;
      const parts = (rest + value).split('\n\n');
      rest = parts.pop();
      for (const part of parts) {
        for (const line of part.split('\n')) {
          if (line.startsWith('data:')) yield line.slice(5).trim();
        }
      }
    }
  }

  async function refusal(response) {
    try {
      return (await response.json()).error.message;
    } catch {
      return `The console answered with HTTP status ${response.status}. Reload the page and try again.`;
    }
  }

  // What the record says of a request, once it has ended.
  async function record(column, id, screened, run) {
    const place = column.querySelector('[data-outcome]');
    for (let tries = 0; tries < RECORD_TRIES && running === run; tries += 1) {
      const response = await fetch(`${address}/requests/${id}`);
      if (response.status === 200) {
        const page = new DOMParser().parseFromString(await response.text(), 'text/html');
        const shown = page.querySelector('[data-outcome-of]');
        if (!shown) return;
        place.replaceChildren(document.adoptNode(shown));
        if (!screened || shown.hasAttribute('data-verdicts') || tries > 5) return;
      }
      await pause();
    }
  }

  // One request, from the click to the last word. Answers with the text that came.
  async function ask(column, data, run) {
    const part = (name) => column.querySelector(`[data-${name}]`);
    const log = part('conversation');
    const turn = template.content.firstElementChild.cloneNode(true);
    const answer = turn.querySelector('[data-answer]');
    const began = performance.now();
    const seen = { id: null, screened: false, done: false, error: '' };
    turn.querySelector('[data-user]').textContent = data.get('prompt');
    part('nothing').hidden = true;
    part('nothing').before(turn);
    part('outcome').replaceChildren();
    fail(column, '');
    tell(part('posture'), '');
    tell(part('state'), 'Waiting');
    try {
      const response = await fetch(`${address}/stream`, { method: 'POST', body: data, signal: run.signal });
      seen.id = response.headers.get('x-nemo-request');
      if (!response.ok) throw new Error(await refusal(response));
      for await (const event of events(response.body)) {
        if (event === '[DONE]') { seen.done = true; continue; }
        const { error, guardrails, choices } = JSON.parse(event);
        const delta = choices?.[0]?.delta;
        if (error) seen.error = error.message;
        if (guardrails) {
          seen.screened = true;
          tell(part('posture'), `Guardrails: ${guardrails}`, guardrails === 'passed' ? 'good' : 'warn');
        }
        if (delta?.reasoning && !answer.textContent) tell(part('state'), 'Thinking');
        if (!delta?.content) continue;
        if (!answer.textContent) tell(part('state'), `First text after ${Math.round(performance.now() - began)} ms`);
        answer.append(delta.content);
        log.scrollTop = log.scrollHeight;
      }
      if (!seen.done && !seen.error) seen.error = 'The answer broke off. What came until then is charged.';
    } catch (problem) {
      seen.error = run.signal.aborted ? '' : problem.message;
      if (run.signal.aborted) tell(part('state'), 'Stopped');
    }
    if (['Waiting', 'Thinking'].includes(part('state').textContent)) tell(part('state'), '');
    fail(column, seen.error);
    if (!answer.textContent) turn.remove();
    if (seen.id) record(column, seen.id, seen.screened, run);
    return answer.textContent;
  }

  form.addEventListener('submit', async (event) => {
    if (event.submitter !== send) return;
    event.preventDefault();
    if (send.disabled) return;
    const run = new AbortController();
    running = run;
    const asked = prompt.value;
    send.disabled = true;
    stop.disabled = false;
    const answers = await Promise.all(columns.map((column) => {
      const data = new URLSearchParams(new FormData(form));
      data.set('column', column.dataset.column);
      return ask(column, data, run);
    }));
    send.disabled = false;
    stop.disabled = true;
    if (!answers.some((answer) => answer)) return;
    turns.value = JSON.stringify({ turns: [...conversation(), { user: asked, answers }] });
    if (prompt.value === asked) prompt.value = '';
    form.dispatchEvent(new Event('turn'));
  });

  stop.addEventListener('click', () => running?.abort());

  prompt.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.isComposing) form.requestSubmit(send);
  });

  // Another key has other models, and a second model another column: the server shows both.
  form.addEventListener('change', (event) => {
    const columnsChange = event.target === second && (second.value.trim() !== '') !== columns.length > 1;
    if (event.target === form.elements.key || columnsChange) form.requestSubmit(reload);
    else for (const column of columns) column.querySelector('[data-model]').textContent = form.elements[column.dataset.column === '1' ? 'second' : 'model'].value;
  });
}
