/**
 * The one script of the passkey pages: hands the options of the form to the browser and posts what the device answers. The page says
 * whether a passkey is made or used; everything is checked by the server.
 */
export const passkeyScript = `
const form = document.getElementById('passkey');
const fault = document.getElementById('passkey-fault');
const options = JSON.parse(form.dataset.options);
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/[+]/g, '-').replace(/[/]/g, '_').replace(/=+$/, '');
const descriptors = (list) => list.map((item) => ({ ...item, id: toBytes(item.id) }));

async function create() {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge),
    user: { ...options.user, id: toBytes(options.user.id) },
    excludeCredentials: descriptors(options.excludeCredentials),
  };
  const credential = await navigator.credentials.create({ publicKey });
  return answerOf(credential, {
    attestationObject: toText(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function use() {
  const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: descriptors(options.allowCredentials) };
  const credential = await navigator.credentials.get({ publicKey });
  return answerOf(credential, {
    authenticatorData: toText(credential.response.authenticatorData),
    signature: toText(credential.response.signature),
  });
}

function answerOf(credential, response) {
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  });
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  fault.hidden = true;
  (form.dataset.ceremony === 'create' ? create() : use()).then(
    (answer) => {
      form.elements.namedItem('response').value = answer;
      form.submit();
    },
    () => {
      fault.hidden = false;
    },
  );
});
`.trimStart();
