#include "environment.h"

#include <cmath>
#include <sstream>

uint64_t Environment::add(at::Tensor tensor) {
  uint32_t index;
  if (first_free != UINT32_MAX) {
    index = first_free;
    first_free = slots[index].next_free;
  } else {
    if (slots.size() >= kMaxSlots) throw std::runtime_error("more than 16 million live tensors");
    index = static_cast<uint32_t>(slots.size());
    slots.emplace_back();
  }
  Slot& slot = slots[index];
  slot.tensor = std::move(tensor);
  slot.live = true;
  slot.unscoped_bytes = 0;
  live++;
  return (uint64_t(slot.generation) << kSlotBits) | index;
}

Slot& Environment::slot(double handle) {
  // 0 <= handle also refuses NaN.
  if (handle >= 0 && handle < 9007199254740992.0) {
    uint64_t bits = static_cast<uint64_t>(handle);
    uint64_t index = bits & (kMaxSlots - 1);
    if (index < slots.size()) {
      Slot& slot = slots[index];
      if (slot.live && slot.generation == (bits >> kSlotBits)) return slot;
    }
  }
  throw std::runtime_error(
      "this tensor was already freed: it was disposed, or its scope ended (return it from the scope or keep() it)");
}

bool Environment::release(double handle) {
  if (!(handle > 0 && handle < 9007199254740992.0)) return false;
  uint64_t bits = static_cast<uint64_t>(handle);
  uint64_t index = bits & (kMaxSlots - 1);
  if (index >= slots.size()) return false;
  Slot& slot = slots[index];
  if (!slot.live || slot.generation != (bits >> kSlotBits)) return false;
  slot.tensor.reset();
  slot.live = false;
  slot.generation = slot.generation == kMaxGeneration ? 1 : slot.generation + 1;
  unscoped_bytes -= slot.unscoped_bytes;
  slot.unscoped_bytes = 0;
  slot.next_free = first_free;
  first_free = static_cast<uint32_t>(index);
  live--;
  return true;
}

void check(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw std::runtime_error(info && info->error_message ? info->error_message : "Node-API call failed");
}

void throw_error(napi_env env, const std::string& message) {
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (!pending) napi_throw_error(env, nullptr, message.c_str());
}

napi_valuetype type_of(napi_env env, napi_value value) {
  napi_valuetype type;
  check(env, napi_typeof(env, value, &type));
  return type;
}

static std::string type_name(napi_env env, napi_value value) {
  switch (type_of(env, value)) {
    case napi_undefined: return "undefined";
    case napi_null: return "null";
    case napi_boolean: return "a boolean";
    case napi_number: return "the number " + std::to_string(to_double(env, value));
    case napi_string: return "the string '" + to_string(env, value) + "'";
    case napi_symbol: return "a symbol";
    case napi_function: return "a function";
    case napi_bigint: return "a bigint";
    default: {
      bool array = false;
      napi_is_array(env, value, &array);
      return array ? "an array" : "an object";
    }
  }
}

[[noreturn]] static void unexpected(napi_env env, const char* expected, napi_value found) {
  throw std::invalid_argument(std::string("expected ") + expected + ", found " + type_name(env, found));
}

bool is_absent(napi_env env, napi_value value) {
  napi_valuetype type = type_of(env, value);
  return type == napi_undefined || type == napi_null;
}

double to_double(napi_env env, napi_value value) {
  double result;
  if (napi_get_value_double(env, value, &result) != napi_ok) unexpected(env, "a number", value);
  return result;
}

int64_t to_int(napi_env env, napi_value value) {
  double number;
  if (napi_get_value_double(env, value, &number) == napi_ok) {
    // napi_get_value_int64 would cut fractions off and clamp silently.
    if (std::trunc(number) == number && std::fabs(number) <= 9007199254740991.0) return static_cast<int64_t>(number);
    unexpected(env, "a safe integer", value);
  }
  if (type_of(env, value) == napi_bigint) {
    int64_t result;
    bool lossless;
    check(env, napi_get_value_bigint_int64(env, value, &result, &lossless));
    if (lossless) return result;
  }
  unexpected(env, "an integer", value);
}

bool to_bool(napi_env env, napi_value value) {
  bool result;
  if (napi_get_value_bool(env, value, &result) != napi_ok) unexpected(env, "a boolean", value);
  return result;
}

std::string to_string(napi_env env, napi_value value) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok) unexpected(env, "a string", value);
  std::string result(length, '\0');
  check(env, napi_get_value_string_utf8(env, value, &result[0], length + 1, &length));
  return result;
}

uint32_t list_length(napi_env env, napi_value value) {
  uint32_t length;
  if (napi_get_array_length(env, value, &length) != napi_ok) unexpected(env, "an array", value);
  return length;
}

napi_value element(napi_env env, napi_value list, uint32_t index) {
  napi_value result;
  check(env, napi_get_element(env, list, index, &result));
  return result;
}

std::vector<int64_t> to_int_list(napi_env env, napi_value value) {
  uint32_t length = list_length(env, value);
  std::vector<int64_t> result(length);
  for (uint32_t i = 0; i < length; i++) result[i] = to_int(env, element(env, value, i));
  return result;
}

std::vector<at::Tensor> to_tensor_list(Environment& e, napi_value value) {
  uint32_t length = list_length(e.env, value);
  std::vector<at::Tensor> result;
  result.reserve(length);
  for (uint32_t i = 0; i < length; i++) {
    napi_value item = element(e.env, value, i);
    if (is_absent(e.env, item)) {
      result.emplace_back();
    } else {
      result.push_back(e.get(to_double(e.env, item)));
    }
  }
  return result;
}

napi_value undefined(napi_env env) {
  napi_value result;
  napi_get_undefined(env, &result);
  return result;
}

napi_value null_value(napi_env env) {
  napi_value result;
  napi_get_null(env, &result);
  return result;
}

napi_value number(napi_env env, double value) {
  napi_value result;
  check(env, napi_create_double(env, value, &result));
  return result;
}

napi_value boolean(napi_env env, bool value) {
  napi_value result;
  check(env, napi_get_boolean(env, value, &result));
  return result;
}

napi_value text(napi_env env, const std::string& value) {
  napi_value result;
  check(env, napi_create_string_utf8(env, value.data(), value.size(), &result));
  return result;
}

napi_value tensor_result(Environment& e, at::Tensor tensor) {
  if (!tensor.defined()) return null_value(e.env);
  return number(e.env, static_cast<double>(e.add(std::move(tensor))));
}

napi_value int_array(napi_env env, at::IntArrayRef values) {
  napi_value result;
  check(env, napi_create_array_with_length(env, values.size(), &result));
  for (size_t i = 0; i < values.size(); i++) {
    check(env, napi_set_element(env, result, i, number(env, static_cast<double>(values[i]))));
  }
  return result;
}

// An element type by its number, which comes from outside.
at::ScalarType scalar_type(int64_t number) {
  if (number < 0 || number >= static_cast<int64_t>(at::ScalarType::Undefined)) {
    throw std::invalid_argument("there is no element type " + std::to_string(number));
  }
  return static_cast<at::ScalarType>(number);
}

std::string describe(const at::Tensor& tensor) {
  if (!tensor.defined()) return "undefined tensor";
  std::ostringstream out;
  out << c10::toString(tensor.scalar_type()) << " [";
  for (int64_t i = 0; i < tensor.dim(); i++) out << (i ? ", " : "") << tensor.size(i);
  out << "]";
  if (!tensor.is_cpu()) out << " on " << tensor.device().str();
  return out.str();
}
