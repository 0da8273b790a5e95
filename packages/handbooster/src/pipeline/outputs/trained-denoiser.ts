export const DENOISER_FILE = 'denoiser.safetensors';
