/** The nonce of this page's `style-src`: what libraries write as `<style>` must carry it, or the browser drops it. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

/** Modal dialogs lock the page's scrolling with a `<style>` of their own, whose library reads the nonce from here. */
export function publishStyleNonce(): void {
  Object.assign(globalThis, { __webpack_nonce__: styleNonce() });
}
