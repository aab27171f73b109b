/** How the SDK names itself to the server (`clientInstanceDeviceSdkVersion`). */
export const sdkVersion = 'CountersignDevicesSdk 0.1.0';
