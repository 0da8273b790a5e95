// The one door to the engine's operators: find a schema, convert arguments as it says, call through the
// dispatcher.
#include "environment.h"

#include <ATen/core/List.h>
#include <ATen/ops/scalar_tensor.h>
#include <c10/core/InferenceMode.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

namespace {

Kind kind_of(const std::string& type) {
  static const std::unordered_map<std::string, Kind> kinds = {
      {"Tensor", Kind::Tensor},         {"Tensor[]", Kind::TensorList},   {"Tensor?[]", Kind::OptionalTensorList},
      {"Scalar", Kind::Scalar},         {"Scalar[]", Kind::ScalarList},   {"int", Kind::Int},
      {"int[]", Kind::IntList},         {"SymInt", Kind::Int},            {"SymInt[]", Kind::IntList},
      {"float", Kind::Float},           {"float[]", Kind::FloatList},     {"bool", Kind::Bool},
      {"bool[]", Kind::BoolList},       {"str", Kind::String},            {"str[]", Kind::StringList},
      {"ScalarType", Kind::Int},        {"Layout", Kind::Int},            {"MemoryFormat", Kind::Int},
      {"QScheme", Kind::Int},           {"Device", Kind::Device},         {"Generator", Kind::Generator},
      {"number", Kind::Scalar},         {"number[]", Kind::ScalarList},
  };
  auto found = kinds.find(type);
  if (found != kinds.end()) return found->second;
  return type.rfind("__torch__.", 0) == 0 ? Kind::Object : Kind::Unsupported;
}

std::string type_text(const c10::Argument& argument) { return argument.real_type()->str(); }

std::string schema_text(const c10::FunctionSchema& schema) {
  std::ostringstream out;
  out << schema;
  return out.str();
}

c10::optional<c10::OperatorHandle> find(const std::string& name) {
  // 'aten::add.Tensor' or, without an overload name, 'aten::relu'. Overload names follow the last dot.
  size_t dot = name.rfind('.');
  size_t colons = name.find("::");
  if (dot == std::string::npos || (colons != std::string::npos && dot < colons)) {
    return c10::Dispatcher::singleton().findSchema({name, ""});
  }
  return c10::Dispatcher::singleton().findSchema({name.substr(0, dot), name.substr(dot + 1)});
}

c10::IValue scalar_value(napi_env env, napi_value value) {
  switch (type_of(env, value)) {
    case napi_boolean: return c10::IValue(to_bool(env, value));
    case napi_bigint: return c10::IValue(to_int(env, value));
    default: {
      double number = to_double(env, value);
      // A JavaScript 2.0 cannot be told from 2; an integral number is an integer, as int tensors need.
      if (std::trunc(number) == number && std::fabs(number) <= 9007199254740991.0 &&
          !(number == 0 && std::signbit(number))) {
        return c10::IValue(static_cast<int64_t>(number));
      }
      return c10::IValue(number);
    }
  }
}

// The engine turns the number in `x * 2` into a tensor at every call, more than half of what the call costs.
// Here the tensor is made once a value and type: 0.9 instead of 2.2 us, and exactly what the engine's own
// overload for numbers computes.
constexpr size_t kMaxWrapped = 512;

at::Tensor make_wrapped(const at::Scalar& value, at::ScalarType type) {
  // Usable under autograd even when first needed in inference mode.
  c10::InferenceMode normal(false);
  at::Tensor tensor = at::scalar_tensor(value, at::TensorOptions().dtype(type));
  // Such a tensor does not change the type of what it is combined with, as a number does not.
  tensor.unsafeGetTensorImpl()->set_wrapped_number(true);
  return tensor;
}

template <typename Key>
const at::Tensor& cached(std::unordered_map<Key, at::Tensor>& cache, Key key, const at::Scalar& value, at::ScalarType type) {
  auto found = cache.find(key);
  if (found != cache.end()) return found->second;
  if (cache.size() >= kMaxWrapped) cache.clear();
  return cache.emplace(key, make_wrapped(value, type)).first->second;
}

c10::IValue wrapped_number(Environment& e, napi_value value) {
  c10::IValue number = scalar_value(e.env, value);
  if (number.isBool()) return make_wrapped(number.toScalar(), at::kBool);
  // The tensor that it is combined with has been converted just before. For float32 and float64 the engine
  // would first convert the number to that type, which costs another tensor; the result is the same.
  const c10::IValue& other = e.stack.back();
  at::ScalarType type = other.isTensor() ? other.toTensor().scalar_type() : at::kBool;
  bool single = type == at::kFloat;
  if (number.isInt() && !single && type != at::kDouble) {
    return cached(e.wrapped_integers, number.toInt(), number.toScalar(), at::kLong);
  }
  double real = number.isInt() ? static_cast<double>(number.toInt()) : number.toDouble();
  uint64_t bits;
  std::memcpy(&bits, &real, sizeof bits);
  // Beyond float32's range the engine's own conversion gives infinity; making such a tensor would be an
  // error.
  if (std::isfinite(real) && std::fabs(real) > std::numeric_limits<float>::max()) single = false;
  return single ? cached(e.wrapped_floats, bits, at::Scalar(real), at::kFloat)
                : cached(e.wrapped_doubles, bits, at::Scalar(real), at::kDouble);
}

// Whether an overload for numbers does nothing but wrap its number and call the overload for tensors.
bool wraps_its_number(const c10::OperatorName& name) {
  static const std::unordered_set<std::string> names = {
      "aten::add", "aten::sub", "aten::mul", "aten::div", "aten::rsub", "aten::add_", "aten::sub_", "aten::mul_", "aten::div_",
  };
  return name.overload_name == "Scalar" && names.count(name.name) > 0;
}

c10::IValue convert(Environment& e, const OperatorArgument& argument, napi_value value) {
  napi_env env = e.env;
  switch (argument.kind) {
    case Kind::Tensor: return c10::IValue(e.get(to_double(env, value)));
    case Kind::Scalar: return scalar_value(env, value);
    case Kind::WrappedNumber: return wrapped_number(e, value);
    case Kind::Int: return c10::IValue(to_int(env, value));
    case Kind::Float: return c10::IValue(to_double(env, value));
    case Kind::Bool: return c10::IValue(to_bool(env, value));
    case Kind::String: return c10::IValue(to_string(env, value));
    case Kind::Device: return c10::IValue(c10::Device(to_string(env, value)));
    case Kind::Generator: {
      double index = to_double(env, value);
      if (!(index >= 0 && index < e.generators.size())) throw std::invalid_argument("no such generator");
      return c10::IValue(e.generators[static_cast<size_t>(index)]);
    }
    case Kind::Object: {
      auto found = e.objects.find(static_cast<uint32_t>(to_int(env, value)));
      if (found == e.objects.end()) throw std::invalid_argument("no such object: it was freed");
      return found->second;
    }
    case Kind::IntList: {
      c10::List<int64_t> list;
      if (argument.size > 0 && type_of(env, value) == napi_number) {
        int64_t repeated = to_int(env, value);
        for (int32_t i = 0; i < argument.size; i++) list.push_back(repeated);
      } else {
        uint32_t length = list_length(env, value);
        list.reserve(length);
        for (uint32_t i = 0; i < length; i++) list.push_back(to_int(env, element(env, value, i)));
      }
      return c10::IValue(std::move(list));
    }
    case Kind::FloatList: {
      c10::List<double> list;
      uint32_t length = list_length(env, value);
      for (uint32_t i = 0; i < length; i++) list.push_back(to_double(env, element(env, value, i)));
      return c10::IValue(std::move(list));
    }
    case Kind::BoolList: {
      c10::List<bool> list;
      uint32_t length = list_length(env, value);
      for (uint32_t i = 0; i < length; i++) list.push_back(to_bool(env, element(env, value, i)));
      return c10::IValue(std::move(list));
    }
    case Kind::StringList: {
      c10::List<std::string> list;
      uint32_t length = list_length(env, value);
      for (uint32_t i = 0; i < length; i++) list.push_back(to_string(env, element(env, value, i)));
      return c10::IValue(std::move(list));
    }
    case Kind::ScalarList: {
      c10::List<at::Scalar> list;
      uint32_t length = list_length(env, value);
      for (uint32_t i = 0; i < length; i++) list.push_back(scalar_value(env, element(env, value, i)).toScalar());
      return c10::IValue(std::move(list));
    }
    case Kind::TensorList: {
      c10::List<at::Tensor> list;
      uint32_t length = list_length(env, value);
      list.reserve(length);
      for (uint32_t i = 0; i < length; i++) list.push_back(e.get(to_double(env, element(env, value, i))));
      return c10::IValue(std::move(list));
    }
    case Kind::OptionalTensorList: {
      c10::List<c10::optional<at::Tensor>> list;
      uint32_t length = list_length(env, value);
      for (uint32_t i = 0; i < length; i++) {
        napi_value item = element(env, value, i);
        if (is_absent(env, item)) {
          list.push_back(c10::nullopt);
        } else {
          list.push_back(e.get(to_double(env, item)));
        }
      }
      return c10::IValue(std::move(list));
    }
    default: throw std::invalid_argument("this type of argument cannot be given from JavaScript");
  }
}

napi_value result_value(Environment& e, c10::IValue& value) {
  napi_env env = e.env;
  if (value.isTensor()) return tensor_result(e, std::move(value).toTensor());
  if (value.isNone()) return null_value(env);
  if (value.isBool()) return boolean(env, value.toBool());
  if (value.isInt()) return number(env, static_cast<double>(value.toInt()));
  if (value.isDouble()) return number(env, value.toDouble());
  if (value.isScalar()) {
    at::Scalar scalar = value.toScalar();
    if (scalar.isComplex()) throw std::runtime_error("complex scalars cannot be given to JavaScript");
    return number(env, scalar.toDouble());
  }
  if (value.isString()) return text(env, value.toStringRef());
  if (value.isObject()) {
    e.objects.emplace(e.next_object, std::move(value));
    return number(env, e.next_object++);
  }
  if (value.isDevice()) return text(env, value.toDevice().str());
  napi_value array;
  if (value.isTensorList() || value.isList()) {
    c10::List<c10::IValue> list = value.toList();
    check(env, napi_create_array_with_length(env, list.size(), &array));
    for (size_t i = 0; i < list.size(); i++) {
      c10::IValue item = list.get(i);
      check(env, napi_set_element(env, array, i, result_value(e, item)));
    }
    return array;
  }
  if (value.isTuple()) {
    auto elements = value.toTupleRef().elements();
    check(env, napi_create_array_with_length(env, elements.size(), &array));
    for (size_t i = 0; i < elements.size(); i++) {
      c10::IValue item = elements[i];
      check(env, napi_set_element(env, array, i, result_value(e, item)));
    }
    return array;
  }
  throw std::runtime_error("the result type " + value.tagKind() + " cannot be given to JavaScript");
}

std::string given(Environment& e, const OperatorArgument& argument, napi_value value) {
  try {
    if (argument.kind == Kind::Tensor) return describe(e.get(to_double(e.env, value)));
    if (argument.kind == Kind::TensorList || argument.kind == Kind::OptionalTensorList) {
      uint32_t length = list_length(e.env, value);
      std::string result = "[";
      for (uint32_t i = 0; i < length && i < 8; i++) {
        napi_value item = element(e.env, value, i);
        if (i) result += ", ";
        result += is_absent(e.env, item) ? "null" : describe(e.get(to_double(e.env, item)));
      }
      return result + (length > 8 ? ", ... " + std::to_string(length) + " in all]" : "]");
    }
    bool array = false;
    napi_is_array(e.env, value, &array);
    napi_value shown;
    check(e.env, napi_coerce_to_string(e.env, value, &shown));
    return array ? "[" + to_string(e.env, shown) + "]" : to_string(e.env, shown);
  } catch (const std::exception&) {
    napi_value pending;
    napi_get_and_clear_last_exception(e.env, &pending);
    return "a value that is not of the expected type";
  }
}

[[noreturn]] void fail(Environment& e, const Operator& op, const Arguments& arguments, const std::string& reason) {
  e.stack.clear();
  std::string message = reason + "\n  in " + schema_text(op.handle.schema()) + "\n  given";
  const char* separator = " ";
  for (const auto& argument : op.arguments) {
    if (argument.position < 0 || static_cast<size_t>(argument.position) + 1 >= arguments.count) continue;
    napi_value value = arguments[argument.position + 1];
    if (type_of(e.env, value) == napi_undefined) continue;
    message += separator + argument.name + ": " + given(e, argument, value);
    separator = ", ";
  }
  throw std::runtime_error(message);
}

// call(operator, ...arguments): results in order; undefined stands for an argument that was written in place.
napi_value call(Environment& e, const Arguments& arguments) {
  uint32_t index;
  if (napi_get_value_uint32(e.env, arguments[0], &index) != napi_ok || index >= e.operators.size()) {
    throw std::invalid_argument("no such operator");
  }
  Operator& op = e.operators[index];
  torch::jit::Stack& stack = e.stack;
  stack.clear();
  const OperatorArgument* current = nullptr;
  try {
    for (const auto& argument : op.arguments) {
      current = &argument;
      size_t position = static_cast<size_t>(argument.position + 1);
      bool passed = argument.position >= 0 && position < arguments.count;
      napi_valuetype type = passed ? type_of(e.env, arguments[position]) : napi_undefined;
      if (type == napi_undefined) {
        if (argument.has_default) {
          stack.push_back(argument.default_value);
        } else if (argument.optional) {
          stack.emplace_back();
        } else {
          throw std::invalid_argument("it is required");
        }
      } else if (type == napi_null) {
        if (!argument.optional) throw std::invalid_argument("it must not be null");
        stack.emplace_back();
      } else {
        stack.push_back(convert(e, argument, arguments[position]));
      }
    }
  } catch (const c10::Error& error) {
    fail(e, op, arguments, "argument " + current->name + ": " + error.what_without_backtrace());
  } catch (const std::exception& error) {
    fail(e, op, arguments, "argument " + current->name + ": " + error.what());
  }
  for (const auto& unknown : op.unknown) {
    size_t position = static_cast<size_t>(unknown.first + 1);
    if (position < arguments.count && type_of(e.env, arguments[position]) != napi_undefined) {
      fail(e, op, arguments, "the loaded engine's operator has no argument " + unknown.second);
    }
  }
  try {
    op.target.callBoxed(&stack);
  } catch (const c10::Error& error) {
    fail(e, op, arguments, error.what_without_backtrace());
  } catch (const std::exception& error) {
    fail(e, op, arguments, error.what());
  }
  napi_value result;
  size_t count = op.written.size();
  if (count == 1) {
    result = op.written[0] ? undefined(e.env) : result_value(e, stack.back());
  } else if (count == 0) {
    result = undefined(e.env);
  } else {
    check(e.env, napi_create_array_with_length(e.env, count, &result));
    for (size_t i = 0; i < count; i++) {
      napi_value item = op.written[i] ? undefined(e.env) : result_value(e, stack[stack.size() - count + i]);
      check(e.env, napi_set_element(e.env, result, i, item));
    }
  }
  stack.clear();
  return result;
}

// bind(name, argumentNames?): an index for call(), or -1 when this engine has no such operator. The names say
// which argument stands at each position of the call; without them it is the engine's own order.
napi_value bind(Environment& e, const Arguments& arguments) {
  auto handle = find(to_string(e.env, arguments[0]));
  if (!handle.has_value()) return number(e.env, -1);
  Operator op{*handle, *handle, {}, {}, {}};
  if (wraps_its_number(handle->operator_name())) {
    auto tensors = c10::Dispatcher::singleton().findSchema({handle->operator_name().name, "Tensor"});
    if (tensors.has_value()) op.target = *tensors;
  }
  bool wraps = op.target.operator_name() != op.handle.operator_name();
  const c10::FunctionSchema& schema = op.handle.schema();
  std::unordered_map<std::string, int32_t> positions;
  bool own_order = is_absent(e.env, arguments[1]);
  if (!own_order) {
    uint32_t length = list_length(e.env, arguments[1]);
    for (uint32_t i = 0; i < length; i++) positions[to_string(e.env, element(e.env, arguments[1], i))] = i;
  }
  int32_t position = 0;
  for (const auto& argument : schema.arguments()) {
    std::string type = type_text(argument);
    bool optional = !type.empty() && type.back() == '?';
    if (optional) type.pop_back();
    OperatorArgument converted{argument.name(), kind_of(type), optional, argument.N().value_or(0), -1, false, {}};
    if (wraps && argument.name() == "other") converted.kind = Kind::WrappedNumber;
    if (argument.default_value().has_value()) {
      converted.has_default = true;
      converted.default_value = *argument.default_value();
    }
    if (own_order) {
      converted.position = position;
    } else {
      auto found = positions.find(argument.name());
      if (found != positions.end()) {
        converted.position = found->second;
        positions.erase(found);
      }
    }
    op.arguments.push_back(std::move(converted));
    position++;
  }
  for (const auto& left : positions) op.unknown.emplace_back(left.second, left.first);
  for (const auto& result : schema.returns()) {
    op.written.push_back(result.alias_info() != nullptr && result.alias_info()->isWrite());
  }
  e.operators.push_back(std::move(op));
  return number(e.env, static_cast<double>(e.operators.size() - 1));
}

void set(napi_env env, napi_value object, const char* name, napi_value value) {
  check(env, napi_set_named_property(env, object, name, value));
}

napi_value argument_object(napi_env env, const c10::Argument& argument) {
  napi_value object;
  check(env, napi_create_object(env, &object));
  set(env, object, "name", text(env, argument.name()));
  set(env, object, "type", text(env, type_text(argument)));
  set(env, object, "size", argument.N().has_value() ? number(env, *argument.N()) : null_value(env));
  set(env, object, "keywordOnly", boolean(env, argument.kwarg_only()));
  set(env, object, "written", boolean(env, argument.alias_info() && argument.alias_info()->isWrite()));
  std::string alias;
  if (argument.alias_info()) {
    for (const auto& symbol : argument.alias_info()->beforeSets()) alias = symbol.toUnqualString();
  }
  set(env, object, "alias", alias.empty() ? null_value(env) : text(env, alias));
  set(env, object, "hasDefault", boolean(env, argument.default_value().has_value()));
  std::ostringstream shown;
  if (argument.default_value().has_value()) shown << *argument.default_value();
  set(env, object, "default", text(env, shown.str()));
  return object;
}

napi_value argument_list(napi_env env, const std::vector<c10::Argument>& arguments) {
  napi_value array;
  check(env, napi_create_array_with_length(env, arguments.size(), &array));
  for (size_t i = 0; i < arguments.size(); i++) {
    check(env, napi_set_element(env, array, i, argument_object(env, arguments[i])));
  }
  return array;
}

// schema(name): its text, arguments and results; null when this engine has no such operator.
napi_value schema(Environment& e, const Arguments& arguments) {
  auto handle = find(to_string(e.env, arguments[0]));
  if (!handle.has_value()) return null_value(e.env);
  const c10::FunctionSchema& schema = handle->schema();
  napi_value object;
  check(e.env, napi_create_object(e.env, &object));
  set(e.env, object, "name", text(e.env, schema.name()));
  set(e.env, object, "overload", text(e.env, schema.overload_name()));
  set(e.env, object, "text", text(e.env, schema_text(schema)));
  set(e.env, object, "arguments", argument_list(e.env, schema.arguments()));
  set(e.env, object, "returns", argument_list(e.env, schema.returns()));
  return object;
}

// operatorNames(): every operator with a schema, as 'namespace::name.overload'.
napi_value operator_names(Environment& e, const Arguments&) {
  auto names = c10::Dispatcher::singleton().getAllOpNames();
  napi_value array;
  check(e.env, napi_create_array(e.env, &array));
  uint32_t count = 0;
  for (const auto& name : names) {
    auto handle = c10::Dispatcher::singleton().findSchema(name);
    if (!handle.has_value()) continue;
    std::string full = name.overload_name.empty() ? name.name : name.name + "." + name.overload_name;
    check(e.env, napi_set_element(e.env, array, count++, text(e.env, full)));
  }
  return array;
}

}  // namespace

std::vector<Method> call_methods() {
  return {
      {"call", entry<call>},
      {"bind", entry<bind>},
      {"schema", entry<schema>},
      {"operatorNames", entry<operator_names>},
  };
}
