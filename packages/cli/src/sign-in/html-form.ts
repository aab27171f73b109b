/** A form of a server-rendered page: enough to fill in a user name and a password and send it. */
export interface HtmlForm {
  /** As written; empty means the page's own URL. */
  readonly action: string;
  readonly inputs: readonly { readonly name: string; readonly type: string; readonly value: string }[];
}

/** Every form on the page that is sent by POST, in order. */
export function findForms(page: string): readonly HtmlForm[] {
  return [...page.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].flatMap(([, attributes = '', content = '']) => {
    const form = readAttributes(attributes);
    if (form.get('method')?.toLowerCase() !== 'post') return [];
    const inputs = [...content.matchAll(/<input\b((?:"[^"]*"|'[^']*'|[^>"'])*)>/gi)].map(([, input = '']) => readAttributes(input));
    return [
      {
        action: form.get('action') ?? '',
        inputs: inputs.flatMap((input) => {
          const name = input.get('name');
          return name === undefined ? [] : [{ name, type: (input.get('type') ?? 'text').toLowerCase(), value: input.get('value') ?? '' }];
        }),
      },
    ];
  });
}

const userNameTypes: ReadonlySet<string> = new Set(['text', 'email', 'tel']);

/** What a browser would send: hidden inputs as they are, the login in text inputs, the password in password inputs. */
export function fillForm(form: HtmlForm, credentials: { readonly login: string; readonly password: string }): Record<string, string> {
  return Object.fromEntries(
    form.inputs.flatMap(({ name, type, value }) => {
      if (type === 'password') return [[name, credentials.password]];
      if (userNameTypes.has(type)) return [[name, credentials.login]];
      return type === 'hidden' ? [[name, value]] : [];
    }),
  );
}

export function asksForPassword(form: HtmlForm): boolean {
  return form.inputs.some((input) => input.type === 'password');
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/([a-z][a-z0-9_-]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/gi)];
  return new Map(found.map(([, name = '', double, single, bare]) => [name.toLowerCase(), decodeEntities(double ?? single ?? bare ?? '')]));
}

const namedEntities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    return namedEntities[name ?? ''] ?? whole;
  });
}
