/** The Devices SDK on Node: what the simulated device of the command line is made of. */
export * from '../../index.js';
export { createMemoryPorts, createNodePorts, type NodeOptions } from './node-ports.js';
