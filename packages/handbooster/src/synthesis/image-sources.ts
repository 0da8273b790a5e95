/**
 * What makes images of conditions: the denoiser, or for comparison plain renders or the simulated capture
 * itself.
 */
export const IMAGE_SOURCES = ['denoiser', 'renders', 'photographs'] as const;
