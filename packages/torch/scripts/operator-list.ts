/**
 * The operators that get typed wrappers, by the file they go to. Adding one is adding its name (libtorch's
 * own, without 'aten::') and running `npx tsx packages/torch/scripts/generate-operators.ts`. The variant that
 * works in place (name with '_') comes with it. Overloads are taken as every recorded engine has them,
 * without those that write into an `out` argument or take dimension names; 'name:a,b' takes only the
 * overloads a and b, asked for in this order ('default' is the one without a name).
 */
const LISTS: Record<string, string> = {
  pointwise: `
    abs neg sign sgn add sub mul div rsub pow float_power square sqrt rsqrt reciprocal exp exp2 expm1 log
    log2 log10 log1p sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh sinc hypot erf erfc
    erfinv lgamma digamma i0 ceil floor round trunc frac fmod remainder floor_divide clamp clamp_min
    clamp_max maximum minimum fmax fmin lerp addcmul addcdiv eq ne lt le gt ge equal isclose allclose isnan
    isinf isfinite isposinf isneginf nan_to_num logical_and logical_or logical_xor logical_not bitwise_and
    bitwise_or bitwise_xor bitwise_not bitwise_left_shift bitwise_right_shift
    where:self,ScalarSelf,ScalarOther,Scalar copysign heaviside deg2rad rad2deg logaddexp xlogy sigmoid
    logit polar signbit fill zero_ copy_ cross real imag view_as_real angle positive
  `,
  reduction: `
    sum:default,dim_IntList mean:default,dim prod:default,dim_int max:default,dim,other
    min:default,dim,other amax amin aminmax argmax argmin all:default,dim any:default,dim
    std:correction,dim,default var:correction,dim,default std_mean:correction,dim,default
    var_mean:correction,dim,default norm:Scalar,ScalarOpt_dim logsumexp:default median:default,dim
    nanmedian:default,dim quantile nansum nanmean count_nonzero cumsum:default cumprod:default
    cummax:default cummin:default logcumsumexp:default diff trapezoid bincount histc mode:default
    kthvalue:default dist cdist pdist renorm trace nuclear_norm:default,dim
  `,
  linear_algebra: `
    matmul mm bmm mv dot vdot outer ger inner addmm addmv addbmm baddbmm addr kron tensordot einsum
    chain_matmul linalg_svd linalg_svdvals linalg_qr linalg_inv linalg_inv_ex
    linalg_pinv:atol_rtol_float linalg_eigh linalg_eigvalsh linalg_solve linalg_solve_triangular
    linalg_lstsq linalg_det linalg_slogdet linalg_cholesky linalg_norm linalg_vector_norm linalg_matrix_norm
    linalg_matrix_power linalg_matrix_rank:atol_rtol_float linalg_matrix_exp linalg_cross linalg_cond:default
    linalg_lu linalg_lu_factor linalg_lu_solve linalg_multi_dot linalg_tensorinv linalg_vander
    linalg_diagonal cholesky_solve cholesky_inverse triu_indices tril_indices inverse det logdet matrix_exp
    cov corrcoef vander fft_fft fft_ifft fft_fft2 fft_ifft2 fft_fftn fft_ifftn fft_rfft fft_irfft fft_rfft2
    fft_irfft2 fft_fftshift fft_ifftshift fft_fftfreq fft_rfftfreq
  `,
  shape: `
    reshape reshape_as view:default,dtype view_as permute transpose:int swapaxes t adjoint movedim
    squeeze:default,dim unsqueeze expand expand_as broadcast_to broadcast_tensors flatten:using_ints
    unflatten:int ravel contiguous clone detach alias select:int narrow slice:Tensor split split_with_sizes
    tensor_split chunk unbind:int cat:default concat:default stack hstack vstack dstack column_stack
    meshgrid:indexing cartesian_prod combinations repeat repeat_interleave:self_Tensor,self_int,Tensor tile
    flip fliplr flipud rot90 roll diag diag_embed diagonal:default diagflat block_diag tril triu unfold
    as_strided pad constant_pad_nd reflection_pad1d reflection_pad2d replication_pad1d replication_pad2d
    replication_pad3d pixel_shuffle pixel_unshuffle channel_shuffle atleast_1d:default atleast_2d:default
    atleast_3d:default view_copy resize_ numpy_T mT type_as is_same_size sparse_coo_tensor:indices_size
    to_dense is_nonzero resolve_conj resolve_neg
  `,
  indexing: `
    index:Tensor index_put index_select:default index_add:default index_copy:default
    index_fill:int_Scalar,int_Tensor index_reduce gather:default scatter:src,value,reduce,value_reduce
    scatter_add:default scatter_reduce:two select_scatter slice_scatter diagonal_scatter take take_along_dim
    put masked_fill masked_select masked_scatter nonzero nonzero_numpy argwhere searchsorted bucketize
    sort:default,stable argsort:default msort topk unique_consecutive unique_dim _unique2 one_hot isin
    embedding tril_indices segment_reduce
  `,
  network: `
    linear bilinear conv1d conv2d conv3d convolution conv_transpose1d conv_transpose2d:input
    conv_transpose3d:input batch_norm native_batch_norm layer_norm native_layer_norm group_norm
    native_group_norm instance_norm relu relu6 leaky_relu prelu rrelu elu selu celu gelu silu mish hardswish
    hardsigmoid hardtanh softplus softshrink hardshrink log_sigmoid threshold glu softmax:int
    log_softmax:int _softmax _log_softmax dropout feature_dropout alpha_dropout native_dropout max_pool1d
    max_pool2d max_pool3d max_pool2d_with_indices max_unpool2d avg_pool1d avg_pool2d avg_pool3d
    adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d adaptive_max_pool1d adaptive_max_pool2d
    upsample_nearest1d:vec upsample_nearest2d:vec,default upsample_nearest3d:vec
    _upsample_nearest_exact2d:vec upsample_bilinear2d:vec,default _upsample_bilinear2d_aa:vec
    upsample_bicubic2d:vec _upsample_bicubic2d_aa:vec upsample_linear1d:vec upsample_trilinear3d:vec
    grid_sampler grid_sampler_2d affine_grid_generator im2col col2im embedding_bag:default embedding_renorm_
    cosine_similarity pairwise_distance lstm:input gru:input lstm_cell gru_cell scaled_dot_product_attention
    rms_norm normal_functional _weight_norm native_channel_shuffle
  `,
  loss: `
    mse_loss l1_loss smooth_l1_loss huber_loss cross_entropy_loss nll_loss nll_loss2d nll_loss_nd
    binary_cross_entropy binary_cross_entropy_with_logits kl_div cosine_embedding_loss hinge_embedding_loss
    margin_ranking_loss triplet_margin_loss soft_margin_loss multi_margin_loss multilabel_margin_loss
    poisson_nll_loss ctc_loss:IntList,Tensor
  `,
  creation: `
    zeros_like ones_like full_like empty_like rand_like:default randn_like:default
    randint_like:default,low_dtype new_zeros new_ones new_full new_empty linspace:default logspace:default
    hann_window:default hamming_window:default scalar_tensor
  `,
  random: `
    normal_ uniform_ random_ bernoulli exponential_ cauchy_ log_normal_ geometric_ multinomial
    randperm:generator poisson normal:Tensor_float,float_Tensor,Tensor_Tensor _sample_dirichlet
    _standard_gamma
  `,
  foreach: `
    _foreach_add _foreach_sub _foreach_mul _foreach_div _foreach_addcmul _foreach_addcdiv _foreach_sqrt
    _foreach_neg _foreach_abs _foreach_exp _foreach_log _foreach_reciprocal _foreach_maximum
    _foreach_minimum _foreach_norm _foreach_zero_ _foreach_lerp _foreach_copy_ _fused_adamw_ _fused_adam_
    _amp_update_scale_ _amp_foreach_non_finite_check_and_unscale_
  `,
};

/** The entries of every list, by family. */
export const OPERATORS: Record<string, readonly string[]> = Object.fromEntries(
  Object.entries(LISTS).map(([family, list]) => [family, list.trim().split(/\s+/)]),
);
