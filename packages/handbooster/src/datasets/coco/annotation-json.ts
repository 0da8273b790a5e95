import { z } from '../../base/files/read-yaml.js';

const numbers = (length: number) => z.array(z.number()).length(length);

/** An entry of `images`. */
export const IMAGE = z.object({
  id: z.number().int(),
  file_name: z.string().min(1),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});

/** What every annotation says about the camera. */
const CAMERA = z.object({ focal: numbers(2), princpt: numbers(2) });

/** An annotation with a hand: DexYCB's and the training split of HO3D. */
export const HAND_ANNOTATION = z.object({
  id: z.number().int(),
  image_id: z.number().int(),
  joints_coord_cam: z.array(numbers(3)).length(21),
  joints_img: z.array(z.array(z.number()).min(2)).length(21).optional(),
  cam_param: CAMERA,
  mano_param: z.object({ pose: numbers(48), shape: numbers(10) }),
  hand_type: z.enum(['right', 'left']).optional(),
});

/** An annotation of HO3D's evaluation split. */
export const BOX_ANNOTATION = z.object({
  id: z.number().int(),
  image_id: z.number().int(),
  root_joint_cam: numbers(3),
  bbox: numbers(4),
  cam_param: CAMERA,
});

export type ImageEntry = z.infer<typeof IMAGE>;
export type HandAnnotation = z.infer<typeof HAND_ANNOTATION>;
export type BoxAnnotation = z.infer<typeof BOX_ANNOTATION>;
