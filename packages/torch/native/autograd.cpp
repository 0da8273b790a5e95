// Gradients, and the thread-local modes: recording, inference, autocast.
#include "environment.h"

#include <ATen/autocast_mode.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>

namespace {

using torch::autograd::variable_list;

c10::optional<bool> optional_bool(napi_env env, napi_value value) {
  if (is_absent(env, value)) return c10::nullopt;
  return to_bool(env, value);
}

variable_list optional_tensors(Environment& e, napi_value value) {
  return is_absent(e.env, value) ? variable_list() : to_tensor_list(e, value);
}

// backward(tensors, gradients | null, retainGraph | null, createGraph, inputs | null)
napi_value backward(Environment& e, const Arguments& a) {
  variable_list tensors = to_tensor_list(e, a[0]);
  variable_list gradients = optional_tensors(e, a[1]);
  torch::autograd::backward(tensors, gradients, optional_bool(e.env, a[2]), to_bool(e.env, a[3]),
                            optional_tensors(e, a[4]));
  return undefined(e.env);
}

// grad(outputs, inputs, gradients | null, retainGraph | null, createGraph, allowUnused): handles, null where
// unused.
napi_value grad(Environment& e, const Arguments& a) {
  variable_list outputs = to_tensor_list(e, a[0]);
  variable_list inputs = to_tensor_list(e, a[1]);
  variable_list gradients = optional_tensors(e, a[2]);
  variable_list results = torch::autograd::grad(outputs, inputs, gradients, optional_bool(e.env, a[3]),
                                                to_bool(e.env, a[4]), to_bool(e.env, a[5]));
  napi_value array;
  check(e.env, napi_create_array_with_length(e.env, results.size(), &array));
  for (size_t i = 0; i < results.size(); i++) {
    check(e.env, napi_set_element(e.env, array, i, tensor_result(e, std::move(results[i]))));
  }
  return array;
}

napi_value requires_grad(Environment& e, const Arguments& a) {
  return boolean(e.env, e.get(to_double(e.env, a[0])).requires_grad());
}

napi_value set_requires_grad(Environment& e, const Arguments& a) {
  bool wanted = to_bool(e.env, a[1]);
  const at::Tensor& tensor = e.get(to_double(e.env, a[0]));
  if (!tensor.is_leaf() && !wanted) {
    throw std::invalid_argument("a tensor that autograd computed always requires its gradient: use detach()");
  }
  if (wanted && !at::isFloatingType(tensor.scalar_type()) && !at::isComplexType(tensor.scalar_type())) {
    throw std::invalid_argument("only floating-point tensors can require gradients, found " + describe(tensor));
  }
  tensor.set_requires_grad(wanted);
  return undefined(e.env);
}

napi_value is_leaf(Environment& e, const Arguments& a) {
  return boolean(e.env, e.get(to_double(e.env, a[0])).is_leaf());
}

// gradient(handle): a new handle to the accumulated gradient, null when there is none.
napi_value gradient(Environment& e, const Arguments& a) {
  at::Tensor result = e.get(to_double(e.env, a[0])).grad();
  return tensor_result(e, std::move(result));
}

// setGradient(handle, gradient | null)
napi_value set_gradient(Environment& e, const Arguments& a) {
  at::Tensor value = is_absent(e.env, a[1]) ? at::Tensor() : e.get(to_double(e.env, a[1]));
  const at::Tensor& tensor = e.get(to_double(e.env, a[0]));
  if (value.defined() && !value.sizes().equals(tensor.sizes())) {
    throw std::invalid_argument("a gradient has its tensor's shape: expected " + describe(tensor) + ", found " +
                                describe(value));
  }
  tensor.mutable_grad() = std::move(value);
  return undefined(e.env);
}

// gradientName(handle): the backward node's name, null for a leaf.
napi_value gradient_name(Environment& e, const Arguments& a) {
  const auto& node = e.get(to_double(e.env, a[0])).grad_fn();
  return node ? text(e.env, node->name()) : null_value(e.env);
}

napi_value is_grad_enabled(Environment& e, const Arguments&) {
  return boolean(e.env, c10::GradMode::is_enabled());
}

struct GradientMode : Mode {
  c10::AutoGradMode guard;
  explicit GradientMode(bool enabled) : guard(enabled) {}
};

struct Inference : Mode {
  c10::InferenceMode guard{true};
};

at::DeviceType device_type(const std::string& name) { return c10::Device(name).type(); }

bool autocast_enabled(at::DeviceType type) {
#if ENGINE_VERSION >= 204
  return at::autocast::is_autocast_enabled(type);
#else
  return type == at::kCPU ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
#endif
}

void set_autocast(at::DeviceType type, bool enabled) {
#if ENGINE_VERSION >= 204
  at::autocast::set_autocast_enabled(type, enabled);
#else
  if (type == at::kCPU) {
    at::autocast::set_cpu_enabled(enabled);
  } else {
    at::autocast::set_enabled(enabled);
  }
#endif
}

at::ScalarType autocast_type(at::DeviceType type) {
#if ENGINE_VERSION >= 204
  return at::autocast::get_autocast_dtype(type);
#else
  return type == at::kCPU ? at::autocast::get_autocast_cpu_dtype() : at::autocast::get_autocast_gpu_dtype();
#endif
}

void set_autocast_type(at::DeviceType type, at::ScalarType dtype) {
#if ENGINE_VERSION >= 204
  at::autocast::set_autocast_dtype(type, dtype);
#else
  if (type == at::kCPU) {
    at::autocast::set_autocast_cpu_dtype(dtype);
  } else {
    at::autocast::set_autocast_gpu_dtype(dtype);
  }
#endif
}

struct Autocast : Mode {
  at::DeviceType type;
  bool enabled;
  at::ScalarType dtype;

  Autocast(at::DeviceType device, bool enable, at::ScalarType wanted)
      : type(device), enabled(autocast_enabled(device)), dtype(autocast_type(device)) {
    set_autocast(type, enable);
    set_autocast_type(type, wanted);
    at::autocast::increment_nesting();
  }

  ~Autocast() override {
    // The cached low-precision copies of weights are dropped with the outermost region.
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    set_autocast(type, enabled);
    set_autocast_type(type, dtype);
  }
};

// enterGradient(enabled), enterInference(), enterAutocast(device, enabled, dtype): the depth to give to
// leave().
napi_value entered(Environment& e, std::unique_ptr<Mode> mode) {
  e.modes.push_back(std::move(mode));
  return number(e.env, static_cast<double>(e.modes.size()));
}

napi_value enter_gradient(Environment& e, const Arguments& a) {
  return entered(e, std::make_unique<GradientMode>(to_bool(e.env, a[0])));
}

napi_value enter_inference(Environment& e, const Arguments&) { return entered(e, std::make_unique<Inference>()); }

napi_value enter_autocast(Environment& e, const Arguments& a) {
  auto type = device_type(to_string(e.env, a[0]));
  at::ScalarType dtype = scalar_type(to_int(e.env, a[2]));
  return entered(e, std::make_unique<Autocast>(type, to_bool(e.env, a[1]), dtype));
}

// leave(depth): the modes end last in, first out.
napi_value leave(Environment& e, const Arguments& a) {
  size_t depth = static_cast<size_t>(to_int(e.env, a[0]));
  if (depth == 0 || depth != e.modes.size()) throw std::logic_error("modes must end in the reverse of their order");
  e.modes.pop_back();
  return undefined(e.env);
}

}  // namespace

std::vector<Method> autograd_methods() {
  return {
      {"backward", entry<backward>},
      {"grad", entry<grad>},
      {"requiresGrad", entry<requires_grad>},
      {"setRequiresGrad", entry<set_requires_grad>},
      {"isLeaf", entry<is_leaf>},
      {"gradient", entry<gradient>},
      {"setGradient", entry<set_gradient>},
      {"gradientName", entry<gradient_name>},
      {"isGradEnabled", entry<is_grad_enabled>},
      {"enterGradient", entry<enter_gradient>},
      {"enterInference", entry<enter_inference>},
      {"enterAutocast", entry<enter_autocast>},
      {"leave", entry<leave>},
  };
}
