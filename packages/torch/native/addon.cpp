// Loading: one environment a JavaScript thread; and what concerns the engine as a whole: threads, devices,
// seeds.
#include "environment.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>

#include <dlfcn.h>

#include <mutex>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace {

// glibc gives a large block back to the system at every free and faults it in again at the next allocation,
// page by page. Keeping freed blocks takes that away. Measured on one thread, libtorch 1.13, a training step
// of four convolutions on 16 images of 32x32: 31 ms of processor time and 3000 page faults a step without, 24
// ms and none with. A high threshold for mapped blocks (at most 32 MB) did as well but leaves larger blocks
// out; the trim threshold alone, or no mapped blocks alone, did not help. No bound on what is kept: with one
// of 1 GB, HandOccNet on 32 images spent a third of its time in 1.4 million page faults a pass.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, -1);
  mallopt(M_TOP_PAD, 16 << 20);
#endif
}

// releaseMemory(): gives the blocks that were freed, and kept for the next, back to the system.
napi_value release_memory(Environment& e, const Arguments&) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return undefined(e.env);
}

// setThreads(count, forProcess): OpenMP counts threads for each calling thread, OpenBLAS's own pool once for
// the process.
napi_value set_threads(Environment& e, const Arguments& a) {
  int64_t count = to_int(e.env, a[0]);
  if (count < 1 || count > 4096) throw std::invalid_argument("expected 1 to 4096 threads, found " + std::to_string(count));
  at::set_num_threads(static_cast<int>(count));
  if (to_bool(e.env, a[1])) {
    auto* set_blas_threads = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (set_blas_threads) set_blas_threads(static_cast<int>(count));
  }
  return undefined(e.env);
}

napi_value get_threads(Environment& e, const Arguments&) { return number(e.env, at::get_num_threads()); }

napi_value manual_seed(Environment& e, const Arguments& a) {
  at::manual_seed(static_cast<uint64_t>(to_int(e.env, a[0])));
  return undefined(e.env);
}

at::Generator& generator(Environment& e, napi_value value) {
  double index = to_double(e.env, value);
  if (!(index >= 0 && index < e.generators.size())) throw std::invalid_argument("no such generator");
  return e.generators[static_cast<size_t>(index)];
}

// createGenerator(device, seed): its index.
napi_value create_generator(Environment& e, const Arguments& a) {
  c10::Device device(to_string(e.env, a[0]));
  at::Generator standard = at::globalContext().defaultGenerator(device);
  at::Generator made;
  {
    std::lock_guard<std::mutex> lock(standard.mutex());
    made = standard.clone();
  }
  made.set_current_seed(static_cast<uint64_t>(to_int(e.env, a[1])));
  e.generators.push_back(std::move(made));
  return number(e.env, static_cast<double>(e.generators.size() - 1));
}

napi_value seed_generator(Environment& e, const Arguments& a) {
  at::Generator& target = generator(e, a[0]);
  std::lock_guard<std::mutex> lock(target.mutex());
  target.set_current_seed(static_cast<uint64_t>(to_int(e.env, a[1])));
  return undefined(e.env);
}

// generatorState(index): a tensor of bytes; setGeneratorState(index, handle) takes it back.
napi_value generator_state(Environment& e, const Arguments& a) {
  return tensor_result(e, generator(e, a[0]).get_state());
}

napi_value set_generator_state(Environment& e, const Arguments& a) {
  generator(e, a[0]).set_state(e.get(to_double(e.env, a[1])));
  return undefined(e.env);
}

// releaseObject(index): frees an object that an operator returned.
napi_value release_object(Environment& e, const Arguments& a) {
  e.objects.erase(static_cast<uint32_t>(to_int(e.env, a[0])));
  return undefined(e.env);
}

napi_value device_count(Environment& e, const Arguments&) {
  if (!at::hasCUDA()) return number(e.env, 0);
  const auto* guard = c10::impl::device_guard_impl_registry[static_cast<size_t>(at::kCUDA)].load();
  return number(e.env, guard ? guard->deviceCount() : 0);
}

// synchronize(device): waits for the device's queue, so that time can be measured.
napi_value synchronize(Environment& e, const Arguments& a) {
  c10::Device device(to_string(e.env, a[0]));
  if (device.type() != at::kCPU) {
    const auto* guard = c10::impl::getDeviceGuardImpl(device.type());
    c10::Device indexed = device.has_index() ? device : guard->getDevice();
    guard->getStream(indexed).synchronize();
  }
  return undefined(e.env);
}

// setBackend(name, enabled): switches of the engine that trade exactness for speed.
napi_value set_backend(Environment& e, const Arguments& a) {
  std::string name = to_string(e.env, a[0]);
  bool enabled = to_bool(e.env, a[1]);
  auto& context = at::globalContext();
  if (name == "cudnnBenchmark") {
    context.setBenchmarkCuDNN(enabled);
  } else if (name == "tf32") {
    context.setAllowTF32CuBLAS(enabled);
    context.setAllowTF32CuDNN(enabled);
  } else if (name == "deterministic") {
    context.setDeterministicAlgorithms(enabled, false);
    context.setDeterministicCuDNN(enabled);
  } else if (name == "mkldnn") {
    context.setUserEnabledMkldnn(enabled);
  } else if (name == "flushDenormal") {
    if (!context.setFlushDenormal(enabled)) throw std::runtime_error("this processor cannot flush denormals");
  } else {
    throw std::invalid_argument("no backend switch named " + name);
  }
  return undefined(e.env);
}

napi_value engine_info(Environment& e, const Arguments&) {
  napi_value object;
  check(e.env, napi_create_object(e.env, &object));
  auto put = [&](const char* name, napi_value value) {
    check(e.env, napi_set_named_property(e.env, object, name, value));
  };
  put("version", text(e.env, TORCH_VERSION));
  put("configuration", text(e.env, at::show_config()));
  put("parallel", text(e.env, at::get_parallel_info()));
  put("cuda", boolean(e.env, at::hasCUDA()));
  put("mkldnn", boolean(e.env, at::hasMKLDNN()));
  put("lapack", boolean(e.env, at::hasLAPACK()));
  return object;
}

}  // namespace

std::vector<Method> engine_methods() {
  return {
      {"setThreads", entry<set_threads>},
      {"getThreads", entry<get_threads>},
      {"releaseMemory", entry<release_memory>},
      {"manualSeed", entry<manual_seed>},
      {"createGenerator", entry<create_generator>},
      {"seedGenerator", entry<seed_generator>},
      {"generatorState", entry<generator_state>},
      {"setGeneratorState", entry<set_generator_state>},
      {"releaseObject", entry<release_object>},
      {"deviceCount", entry<device_count>},
      {"synchronize", entry<synchronize>},
      {"setBackend", entry<set_backend>},
      {"engineInfo", entry<engine_info>},
  };
}

static void destroy(napi_env, void* data, void*) { delete static_cast<Environment*>(data); }

NAPI_MODULE_INIT() {
  static std::once_flag once;
  std::call_once(once, keep_freed_memory);
  auto* environment = new Environment(env);
  napi_set_instance_data(env, environment, destroy, nullptr);
  for (auto methods : {call_methods(), tensor_methods(), autograd_methods(), engine_methods(), distributed_methods()}) {
    for (const Method& method : methods) {
      napi_value function;
      if (napi_create_function(env, method.name, NAPI_AUTO_LENGTH, method.callback, environment, &function) != napi_ok ||
          napi_set_named_property(env, exports, method.name, function) != napi_ok) {
        throw_error(env, std::string("the native function ") + method.name + " could not be made");
        return nullptr;
      }
    }
  }
  return exports;
}
