// What one JavaScript environment (the main thread or a worker) owns, and the helpers every native file uses.
#pragma once

#define NAPI_VERSION 8
#include <node_api.h>

#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>
#include <c10/util/Exception.h>
#include <torch/version.h>

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#define ENGINE_VERSION (TORCH_VERSION_MAJOR * 100 + TORCH_VERSION_MINOR)

// A handle is an integer that a JavaScript number holds exactly: generation * 2^24 + slot. A slot whose
// tensor was released changes its generation, so a stale handle is recognised instead of reaching someone
// else's tensor.
constexpr uint64_t kSlotBits = 24;
constexpr uint64_t kMaxSlots = uint64_t(1) << kSlotBits;
constexpr uint32_t kMaxGeneration = (uint32_t(1) << 29) - 1;

struct Slot {
  at::Tensor tensor;
  uint32_t generation = 1;
  uint32_t next_free = 0;
  bool live = false;
  // Bytes that this tensor counts towards the limit of tensors outside scopes.
  int64_t unscoped_bytes = 0;
};

enum class Kind : uint8_t {
  Tensor, TensorList, OptionalTensorList, Scalar, ScalarList, Int, IntList, Float, FloatList, Bool, BoolList,
  String, StringList, Device, Generator, Object, WrappedNumber, Unsupported,
};

struct OperatorArgument {
  std::string name;
  Kind kind;
  bool optional;
  // Length of a fixed-size list such as int[2], to which a single number is repeated; 0 when free.
  int32_t size;
  // Where the caller passes it, -1 when the caller does not know this argument.
  int32_t position;
  bool has_default;
  c10::IValue default_value;
};

// An operator as one caller uses it: the engine's schema, and where in the call each argument stands.
struct Operator {
  // What was asked for, as messages show it.
  c10::OperatorHandle handle;
  // What is called: the same, or for arithmetic with a number the overload for tensors.
  c10::OperatorHandle target;
  std::vector<OperatorArgument> arguments;
  // For each result: true when it is an argument written in place, which JavaScript already holds.
  std::vector<bool> written;
  // Positions of the call that this engine's operator does not have.
  std::vector<std::pair<int32_t, std::string>> unknown;
};

// An entered inference, no-grad or autocast mode; leaving it destroys it.
struct Mode {
  virtual ~Mode() = default;
};

struct Environment {
  napi_env env;
  std::vector<Slot> slots;
  uint32_t first_free = UINT32_MAX;
  int64_t live = 0;
  int64_t unscoped_bytes = 0;
  std::vector<at::Generator> generators;
  // Objects of the engine's own classes (packed weights) that JavaScript holds by their numbers.
  std::unordered_map<uint32_t, c10::IValue> objects;
  uint32_t next_object = 1;
  // Process groups and gradient buckets, with what each is.
  std::unordered_map<uint32_t, std::pair<std::string, std::shared_ptr<void>>> held;
  std::vector<Operator> operators;
  std::vector<std::unique_ptr<Mode>> modes;
  torch::jit::Stack stack;
  // Numbers as tensors, for arithmetic with them.
  std::unordered_map<uint64_t, at::Tensor> wrapped_floats;
  std::unordered_map<uint64_t, at::Tensor> wrapped_doubles;
  std::unordered_map<int64_t, at::Tensor> wrapped_integers;

  explicit Environment(napi_env environment) : env(environment) {
    slots.reserve(1024);
    stack.reserve(32);
  }

  uint64_t add(at::Tensor tensor);
  Slot& slot(double handle);
  const at::Tensor& get(double handle) { return slot(handle).tensor; }
  bool release(double handle);
};

constexpr size_t kMaxArguments = 40;

struct Arguments {
  size_t count = kMaxArguments;
  napi_value values[kMaxArguments];
  napi_value operator[](size_t i) const { return values[i]; }
};

// JavaScript values in and out. Every function throws std::exception on a value it does not take.
void check(napi_env env, napi_status status);
napi_valuetype type_of(napi_env env, napi_value value);
bool is_absent(napi_env env, napi_value value);  // undefined or null
double to_double(napi_env env, napi_value value);
int64_t to_int(napi_env env, napi_value value);
bool to_bool(napi_env env, napi_value value);
std::string to_string(napi_env env, napi_value value);
uint32_t list_length(napi_env env, napi_value value);
napi_value element(napi_env env, napi_value list, uint32_t index);
std::vector<int64_t> to_int_list(napi_env env, napi_value value);
std::vector<at::Tensor> to_tensor_list(Environment& e, napi_value value);

napi_value undefined(napi_env env);
napi_value null_value(napi_env env);
napi_value number(napi_env env, double value);
napi_value boolean(napi_env env, bool value);
napi_value text(napi_env env, const std::string& value);
napi_value tensor_result(Environment& e, at::Tensor tensor);  // a new handle; null when undefined
napi_value int_array(napi_env env, at::IntArrayRef values);
// An element type by its number, which comes from outside; throws for a number that is none.
at::ScalarType scalar_type(int64_t number);
std::string describe(const at::Tensor& tensor);

using Body = napi_value (*)(Environment&, const Arguments&);
void throw_error(napi_env env, const std::string& message);

// Turns a body that throws C++ exceptions into a Node-API callback that throws JavaScript errors.
template <Body body>
napi_value entry(napi_env env, napi_callback_info info) {
  Arguments arguments;
  void* data = nullptr;
  napi_get_cb_info(env, info, &arguments.count, arguments.values, nullptr, &data);
  try {
    return body(*static_cast<Environment*>(data), arguments);
  } catch (const c10::Error& error) {
    throw_error(env, error.what_without_backtrace());
  } catch (const std::exception& error) {
    throw_error(env, error.what());
  } catch (...) {
    throw_error(env, "an exception of unknown type in the engine");
  }
  return nullptr;
}

struct Method {
  const char* name;
  napi_callback callback;
};

std::vector<Method> call_methods();
std::vector<Method> tensor_methods();
std::vector<Method> autograd_methods();
std::vector<Method> engine_methods();
std::vector<Method> distributed_methods();
