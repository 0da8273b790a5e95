export const NETWORK_FILE = 'network.safetensors';

export const LAST_NETWORK_FILE = 'last.safetensors';
