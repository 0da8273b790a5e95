// Storage in and out, the properties of a tensor, releasing, counting and handing to another thread.
#include "environment.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <c10/core/GradMode.h>

#include <cstring>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace {

napi_typedarray_type array_type(at::ScalarType type) {
  switch (type) {
    case at::kFloat: return napi_float32_array;
    case at::kDouble: return napi_float64_array;
    case at::kLong: return napi_bigint64_array;
    case at::kInt: return napi_int32_array;
    case at::kShort: return napi_int16_array;
    case at::kChar: return napi_int8_array;
    case at::kByte:
    case at::kBool: return napi_uint8_array;
    default:
      throw std::invalid_argument(std::string("a tensor of type ") + c10::toString(type) + " has no typed array");
  }
}

bool same_layout(napi_typedarray_type array, at::ScalarType type) {
  if (array == napi_uint8_clamped_array) array = napi_uint8_array;
  if (type == at::kHalf || type == at::kBFloat16) return array == napi_uint16_array;
  return array == array_type(type);
}

struct Bytes {
  napi_typedarray_type type;
  void* data;
  size_t elements;
};

Bytes typed_array(napi_env env, napi_value value) {
  bool is_typed_array = false;
  check(env, napi_is_typedarray(env, value, &is_typed_array));
  if (!is_typed_array) throw std::invalid_argument("expected a typed array");
  Bytes result;
  check(env, napi_get_typedarray_info(env, value, &result.type, &result.elements, &result.data, nullptr, nullptr));
  return result;
}

void copy_in(at::Tensor& tensor, const Bytes& bytes) {
  if (!same_layout(bytes.type, tensor.scalar_type())) {
    throw std::invalid_argument(
        std::string("this typed array does not hold elements of type ") + c10::toString(tensor.scalar_type()));
  }
  if (static_cast<int64_t>(bytes.elements) != tensor.numel()) {
    throw std::invalid_argument("a tensor of " + describe(tensor) + " has " + std::to_string(tensor.numel()) +
                                " elements, found " + std::to_string(bytes.elements));
  }
  if (bytes.elements == 0) return;
  if (tensor.is_cpu() && tensor.is_contiguous()) {
    std::memcpy(tensor.data_ptr(), bytes.data, bytes.elements * tensor.element_size());
  } else {
    auto options = at::TensorOptions().dtype(tensor.scalar_type());
    tensor.copy_(at::from_blob(bytes.data, tensor.sizes(), options));
  }
}

// fromTypedArray(array, shape, dtype): a new CPU tensor holding a copy.
napi_value from_typed_array(Environment& e, const Arguments& a) {
  Bytes bytes = typed_array(e.env, a[0]);
  std::vector<int64_t> shape = to_int_list(e.env, a[1]);
  at::ScalarType type = scalar_type(to_int(e.env, a[2]));
  int64_t count = 1;
  for (int64_t size : shape) {
    if (size < 0) throw std::invalid_argument("a size in the shape is negative");
    if (size != 0 && count > INT64_MAX / size) throw std::invalid_argument("the shape has too many elements");
    count *= size;
  }
  if (count != static_cast<int64_t>(bytes.elements)) {
    throw std::invalid_argument("the shape has " + std::to_string(count) + " elements, the data " +
                                std::to_string(bytes.elements));
  }
  at::Tensor tensor = at::empty(shape, at::TensorOptions().dtype(type));
  copy_in(tensor, bytes);
  return tensor_result(e, std::move(tensor));
}

// copyFrom(handle, array): overwrites the tensor's elements.
napi_value copy_from(Environment& e, const Arguments& a) {
  at::Tensor tensor = e.get(to_double(e.env, a[0]));
  c10::AutoGradMode no_grad(false);
  copy_in(tensor, typed_array(e.env, a[1]));
  return undefined(e.env);
}

// Up to this size the engine's own function is asked: it ends the process where there is no memory, which
// then is near anyway.
constexpr size_t kSurelyThere = 1 << 20;

// A new array buffer. A large one is made as JavaScript makes it, which throws where there is no memory for
// it.
napi_value array_buffer(napi_env env, size_t bytes, void** data) {
  napi_value buffer;
  if (bytes <= kSurelyThere) {
    check(env, napi_create_arraybuffer(env, bytes, data, &buffer));
    return buffer;
  }
  napi_value global, constructor, size;
  check(env, napi_get_global(env, &global));
  check(env, napi_get_named_property(env, global, "ArrayBuffer", &constructor));
  check(env, napi_create_double(env, static_cast<double>(bytes), &size));
  if (napi_new_instance(env, constructor, 1, &size, &buffer) != napi_ok) {
    napi_value pending;
    check(env, napi_get_and_clear_last_exception(env, &pending));
    throw std::runtime_error("no memory for an array of " + std::to_string(bytes) + " bytes");
  }
  check(env, napi_get_arraybuffer_info(env, buffer, data, nullptr));
  return buffer;
}

// toTypedArray(handle, dtype | -1): the elements in order, converted to dtype; half types leave as float32.
napi_value to_typed_array(Environment& e, const Arguments& a) {
  const at::Tensor& tensor = e.get(to_double(e.env, a[0]));
  int64_t wanted = to_int(e.env, a[1]);
  at::ScalarType type = wanted >= 0 ? scalar_type(wanted) : tensor.scalar_type();
  if (type == at::kHalf || type == at::kBFloat16) type = at::kFloat;
  napi_typedarray_type kind = array_type(type);
  size_t count = static_cast<size_t>(tensor.numel());
  if (count > SIZE_MAX / c10::elementSize(type)) throw std::invalid_argument("the tensor has too many elements");
  size_t bytes = count * c10::elementSize(type);
  napi_value result;
  void* data = nullptr;
  napi_value buffer = array_buffer(e.env, bytes, &data);
  if (count > 0) {
    if (tensor.is_cpu() && tensor.scalar_type() == type && tensor.is_contiguous() && !tensor.is_neg()) {
      std::memcpy(data, tensor.data_ptr(), bytes);
    } else {
      c10::AutoGradMode no_grad(false);
      at::from_blob(data, tensor.sizes(), at::TensorOptions().dtype(type)).copy_(tensor);
    }
  }
  check(e.env, napi_create_typedarray(e.env, kind, count, buffer, 0, &result));
  return result;
}

napi_value item(Environment& e, const Arguments& a) {
  const at::Tensor& tensor = e.get(to_double(e.env, a[0]));
  if (tensor.numel() != 1) throw std::invalid_argument("item() needs one element, found " + describe(tensor));
  at::Scalar value = tensor.item();
  if (value.isComplex()) throw std::runtime_error("complex numbers cannot be given to JavaScript");
  return number(e.env, value.toDouble());
}

napi_value shape(Environment& e, const Arguments& a) {
  return int_array(e.env, e.get(to_double(e.env, a[0])).sizes());
}

napi_value strides(Environment& e, const Arguments& a) {
  return int_array(e.env, e.get(to_double(e.env, a[0])).strides());
}

napi_value dtype(Environment& e, const Arguments& a) {
  return number(e.env, static_cast<double>(e.get(to_double(e.env, a[0])).scalar_type()));
}

napi_value device(Environment& e, const Arguments& a) {
  return text(e.env, e.get(to_double(e.env, a[0])).device().str());
}

napi_value ndim(Environment& e, const Arguments& a) {
  return number(e.env, static_cast<double>(e.get(to_double(e.env, a[0])).dim()));
}

napi_value numel(Environment& e, const Arguments& a) {
  return number(e.env, static_cast<double>(e.get(to_double(e.env, a[0])).numel()));
}

napi_value is_contiguous(Environment& e, const Arguments& a) {
  auto format = static_cast<at::MemoryFormat>(to_int(e.env, a[1]));
  return boolean(e.env, e.get(to_double(e.env, a[0])).is_contiguous(format));
}

napi_value is_live(Environment& e, const Arguments& a) {
  try {
    e.slot(to_double(e.env, a[0]));
    return boolean(e.env, true);
  } catch (const std::runtime_error&) {
    return boolean(e.env, false);
  }
}

// release(handle): true when it was live.
napi_value release(Environment& e, const Arguments& a) { return boolean(e.env, e.release(to_double(e.env, a[0]))); }

// releaseRange(handles: Float64Array, start, end): frees those that are still live.
napi_value release_range(Environment& e, const Arguments& a) {
  Bytes handles = typed_array(e.env, a[0]);
  size_t start = static_cast<size_t>(to_int(e.env, a[1]));
  size_t end = static_cast<size_t>(to_int(e.env, a[2]));
  if (handles.type != napi_float64_array || end > handles.elements) throw std::invalid_argument("bad handle range");
  const double* data = static_cast<const double*>(handles.data);
  // Last made, first freed: views go before what they view.
  for (size_t i = end; i-- > start;) e.release(data[i]);
  return undefined(e.env);
}

int64_t storage_bytes(const at::Tensor& tensor) {
  return tensor.has_storage() ? static_cast<int64_t>(tensor.storage().nbytes()) : 0;
}

// countUnscoped(handle): the tensor lives outside every scope; its bytes count until it is freed or kept.
// Returns the sum.
napi_value count_unscoped(Environment& e, const Arguments& a) {
  Slot& slot = e.slot(to_double(e.env, a[0]));
  bool view = slot.tensor.is_view();
  if (slot.unscoped_bytes == 0 && !view) {
    slot.unscoped_bytes = storage_bytes(slot.tensor);
    e.unscoped_bytes += slot.unscoped_bytes;
  }
  return number(e.env, static_cast<double>(e.unscoped_bytes));
}

// uncount(handle): the tensor was kept on purpose and no longer counts towards the limit.
napi_value uncount(Environment& e, const Arguments& a) {
  Slot& slot = e.slot(to_double(e.env, a[0]));
  e.unscoped_bytes -= slot.unscoped_bytes;
  slot.unscoped_bytes = 0;
  return undefined(e.env);
}

// memory(): [live tensors, bytes of the distinct storages behind them, bytes outside scopes].
napi_value memory(Environment& e, const Arguments&) {
  std::unordered_set<const void*> seen;
  int64_t bytes = 0;
  for (const Slot& slot : e.slots) {
    if (!slot.live || !slot.tensor.has_storage()) continue;
    if (seen.insert(slot.tensor.storage().unsafeGetStorageImpl()).second) bytes += storage_bytes(slot.tensor);
  }
  return int_array(e.env, {e.live, bytes, e.unscoped_bytes});
}

// Tensors on their way between threads, by ticket. A ticket that nobody adopts keeps its tensor alive.
std::mutex transfer_mutex;
std::unordered_map<uint64_t, at::Tensor> in_transfer;
uint64_t next_ticket = 1;

// transfer(handle): releases the handle here and returns a ticket for adopt() in any thread.
napi_value transfer(Environment& e, const Arguments& a) {
  double handle = to_double(e.env, a[0]);
  at::Tensor tensor = e.get(handle);
  if (tensor.requires_grad() && !tensor.is_leaf()) {
    throw std::invalid_argument("a tensor inside an autograd graph cannot change threads: detach() it first");
  }
  uint64_t ticket;
  {
    std::lock_guard<std::mutex> lock(transfer_mutex);
    ticket = next_ticket++;
    in_transfer.emplace(ticket, std::move(tensor));
  }
  e.release(handle);
  return number(e.env, static_cast<double>(ticket));
}

napi_value adopt(Environment& e, const Arguments& a) {
  uint64_t ticket = static_cast<uint64_t>(to_int(e.env, a[0]));
  at::Tensor tensor;
  {
    std::lock_guard<std::mutex> lock(transfer_mutex);
    auto found = in_transfer.find(ticket);
    if (found == in_transfer.end()) throw std::invalid_argument("no tensor waits under this ticket: it was adopted before");
    tensor = std::move(found->second);
    in_transfer.erase(found);
  }
  return tensor_result(e, std::move(tensor));
}

}  // namespace

std::vector<Method> tensor_methods() {
  return {
      {"fromTypedArray", entry<from_typed_array>},
      {"copyFrom", entry<copy_from>},
      {"toTypedArray", entry<to_typed_array>},
      {"item", entry<item>},
      {"shape", entry<shape>},
      {"strides", entry<strides>},
      {"dtype", entry<dtype>},
      {"device", entry<device>},
      {"ndim", entry<ndim>},
      {"numel", entry<numel>},
      {"isContiguous", entry<is_contiguous>},
      {"isLive", entry<is_live>},
      {"release", entry<release>},
      {"releaseRange", entry<release_range>},
      {"countUnscoped", entry<count_unscoped>},
      {"uncount", entry<uncount>},
      {"memory", entry<memory>},
      {"transfer", entry<transfer>},
      {"adopt", entry<adopt>},
  };
}
