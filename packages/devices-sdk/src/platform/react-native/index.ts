/** The Devices SDK in a React Native app; the app hands in its native modules. */
export * from '../../index.js';
export { createWebCryptoVerifier, type VerifyingSubtle } from '../web-crypto.js';
export { createNativeKeyStore, type NativeKeys, type NativePublicKey } from './native-key-store.js';
export { createReactNativePorts, type ReactNativeHost } from './react-native-ports.js';
