// Collectives between processes on libtorch's own process groups, and gradients that are reduced while
// backward goes on. Gloo's headers are Debian's libgloo-dev and fit Debian's libtorch; where a libtorch comes
// without them, or is of another major version and has a Gloo of its own inside, this file says so and no
// more.
#include "environment.h"

#if TORCH_VERSION_MAJOR == 1 && __has_include(<gloo/context.h>) && \
    __has_include(<torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>)
#define HAS_PROCESS_GROUPS 1
#ifndef USE_C10D_GLOO
#define USE_C10D_GLOO
#endif
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function_hook.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <functional>
#include <mutex>
#else
#define HAS_PROCESS_GROUPS 0
#endif

namespace {

napi_value has_process_groups(Environment& e, const Arguments&) { return boolean(e.env, HAS_PROCESS_GROUPS); }

#if HAS_PROCESS_GROUPS

using Group = c10::intrusive_ptr<c10d::ProcessGroup>;
using Work = decltype(std::declval<c10d::ProcessGroup&>().barrier());

// What waits on another thread, so that JavaScript's goes on: signals, timers, progress.
struct Job {
  Environment* environment;
  std::function<void()> wait;
  std::function<napi_value(Environment&)> finish;
  std::string error;
  bool failed = false;
  napi_deferred deferred = nullptr;
  napi_async_work work = nullptr;
};

void run_job(napi_env, void* data) {
  auto* job = static_cast<Job*>(data);
  try {
    job->wait();
  } catch (const c10::Error& error) {
    job->failed = true;
    job->error = error.what_without_backtrace();
  } catch (const std::exception& error) {
    job->failed = true;
    job->error = error.what();
  }
}

void end_job(napi_env env, napi_status, void* data) {
  std::unique_ptr<Job> job(static_cast<Job*>(data));
  napi_value result = nullptr;
  if (!job->failed) {
    try {
      result = job->finish ? job->finish(*job->environment) : undefined(env);
    } catch (const std::exception& error) {
      job->failed = true;
      job->error = error.what();
    }
  }
  if (job->failed) {
    napi_value message;
    napi_create_string_utf8(env, job->error.c_str(), job->error.size(), &message);
    napi_create_error(env, nullptr, message, &result);
    napi_reject_deferred(env, job->deferred, result);
  } else {
    napi_resolve_deferred(env, job->deferred, result);
  }
  napi_delete_async_work(env, job->work);
}

napi_value start_job(Environment& e, const char* name, std::function<void()> wait,
                     std::function<napi_value(Environment&)> finish = nullptr) {
  auto job = std::make_unique<Job>();
  job->environment = &e;
  job->wait = std::move(wait);
  job->finish = std::move(finish);
  napi_value promise, resource;
  check(e.env, napi_create_promise(e.env, &job->deferred, &promise));
  check(e.env, napi_create_string_utf8(e.env, name, NAPI_AUTO_LENGTH, &resource));
  check(e.env, napi_create_async_work(e.env, nullptr, resource, run_job, end_job, job.get(), &job->work));
  check(e.env, napi_queue_async_work(e.env, job->work));
  job.release();
  return promise;
}

template <class T>
std::shared_ptr<T> held(Environment& e, napi_value value, const char* what) {
  auto found = e.held.find(static_cast<uint32_t>(to_int(e.env, value)));
  if (found == e.held.end() || found->second.first != what) {
    throw std::invalid_argument(std::string("no such ") + what + "; was it closed?");
  }
  return std::static_pointer_cast<T>(found->second.second);
}

napi_value hold(Environment& e, std::shared_ptr<void> thing, const char* what) {
  uint32_t number_of_it = e.next_object++;
  e.held.emplace(number_of_it, std::make_pair(std::string(what), std::move(thing)));
  return number(e.env, number_of_it);
}

constexpr const char* kGroup = "process group";
constexpr const char* kBuckets = "gradient buckets";

struct OpenGroup {
  c10::intrusive_ptr<c10d::Store> store;
  Group group;
};

// openProcessGroup(address, port, rank, size, serves, prefix, interface | null, timeout in ms): a promise of
// its number.
napi_value open_process_group(Environment& e, const Arguments& a) {
  std::string address = to_string(e.env, a[0]);
  auto port = static_cast<uint16_t>(to_int(e.env, a[1]));
  int rank = static_cast<int>(to_int(e.env, a[2]));
  int size = static_cast<int>(to_int(e.env, a[3]));
  bool serves = to_bool(e.env, a[4]);
  std::string prefix = to_string(e.env, a[5]);
  std::string interface = is_absent(e.env, a[6]) ? "" : to_string(e.env, a[6]);
  std::chrono::milliseconds timeout(to_int(e.env, a[7]));
  auto open = std::make_shared<OpenGroup>();
  return start_job(
      e, "openProcessGroup",
      [=] {
        c10d::TCPStoreOptions options;
        options.port = port;
        options.isServer = serves;
        options.numWorkers = size;
        options.waitWorkers = true;
        options.timeout = timeout;
        options.multiTenant = true;
        open->store = c10::make_intrusive<c10d::PrefixStore>(
            prefix, c10::make_intrusive<c10d::TCPStore>(address, options));
        auto settings = c10d::ProcessGroupGloo::Options::create(timeout);
        settings->devices.push_back(interface.empty()
                                        ? c10d::ProcessGroupGloo::createDefaultDevice()
                                        : c10d::ProcessGroupGloo::createDeviceForInterface(interface));
        settings->threads = 2;
        open->group = c10::make_intrusive<c10d::ProcessGroupGloo>(open->store, rank, size, settings);
      },
      [open](Environment& environment) { return hold(environment, open, kGroup); });
}

// The tensors are alive until the promise settles, whatever JavaScript does with its handles.
napi_value wait_for(Environment& e, const char* name, std::shared_ptr<OpenGroup> open, std::vector<at::Tensor> tensors,
                    Work work) {
  return start_job(e, name, [open, tensors, work] { work->wait(); });
}

// allReduce(group, tensors, 'sum' | 'max' | 'min'): in place, one after the other in the order of the list.
napi_value all_reduce(Environment& e, const Arguments& a) {
  auto open = held<OpenGroup>(e, a[0], kGroup);
  std::vector<at::Tensor> tensors = to_tensor_list(e, a[1]);
  std::string operation = to_string(e.env, a[2]);
  c10d::AllreduceOptions options;
  options.reduceOp = operation == "max" ? c10d::ReduceOp::MAX
                     : operation == "min" ? c10d::ReduceOp::MIN
                                          : c10d::ReduceOp::SUM;
  std::vector<Work> works;
  for (auto& tensor : tensors) {
    std::vector<at::Tensor> one{tensor.detach()};
    works.push_back(open->group->allreduce(one, options));
  }
  return start_job(e, "allReduce", [open, tensors, works] {
    for (const auto& work : works) work->wait();
  });
}

// broadcast(group, tensors, root): in place.
napi_value broadcast(Environment& e, const Arguments& a) {
  auto open = held<OpenGroup>(e, a[0], kGroup);
  std::vector<at::Tensor> tensors = to_tensor_list(e, a[1]);
  c10d::BroadcastOptions options;
  options.rootRank = static_cast<int>(to_int(e.env, a[2]));
  std::vector<Work> works;
  for (auto& tensor : tensors) {
    std::vector<at::Tensor> one{tensor.detach()};
    works.push_back(open->group->broadcast(one, options));
  }
  return start_job(e, "broadcast", [open, tensors, works] {
    for (const auto& work : works) work->wait();
  });
}

napi_value barrier(Environment& e, const Arguments& a) {
  auto open = held<OpenGroup>(e, a[0], kGroup);
  return wait_for(e, "barrier", open, {}, open->group->barrier());
}

// closeHeld(number): of a group or of buckets.
napi_value close_held(Environment& e, const Arguments& a) {
  e.held.erase(static_cast<uint32_t>(to_int(e.env, a[0])));
  return undefined(e.env);
}

// A sum over all ranks that gradients go back through: each rank's input gets the sum of all ranks'
// gradients.
struct SumOverRanks : torch::autograd::Function<SumOverRanks> {
  static at::Tensor forward(torch::autograd::AutogradContext* context, const at::Tensor& input, const Group& group) {
    context->saved_data["group"] = c10::IValue::make_capsule(group);
    return summed(input, group);
  }

  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* context,
                                                 torch::autograd::variable_list gradients) {
    auto group = c10::static_intrusive_pointer_cast<c10d::ProcessGroup>(context->saved_data["group"].toCapsule());
    return {summed(gradients[0], group), at::Tensor()};
  }

  static at::Tensor summed(const at::Tensor& input, const Group& group) {
    at::NoGradGuard no_grad;
    std::vector<at::Tensor> one{input.detach().contiguous().clone()};
    group->allreduce(one)->wait();
    return one[0];
  }
};

// sumOverRanks(group, tensor): waits here, as it stands in the middle of a forward pass.
napi_value sum_over_ranks(Environment& e, const Arguments& a) {
  auto open = held<OpenGroup>(e, a[0], kGroup);
  return tensor_result(e, SumOverRanks::apply(e.get(to_double(e.env, a[1])), open->group));
}

// Gradients in flat buckets. A bucket is reduced as soon as backward has made the last of its gradients, in
// the same order on every rank, while backward goes on with the others.
struct GradientBuckets {
  std::shared_ptr<OpenGroup> open;
  std::vector<at::Tensor> parameters;
  std::vector<std::shared_ptr<torch::autograd::Node>> accumulators;
  std::vector<uintptr_t> hooks;
  std::vector<size_t> bucket_of, offset_of;
  std::vector<bool> ready;
  std::vector<at::Tensor> flat;
  std::vector<size_t> members, waiting;
  std::vector<Work> works;
  std::mutex mutex;
  bool active = false;
  std::string failure;

  void start() {
    std::lock_guard<std::mutex> lock(mutex);
    if (active) throw std::logic_error("gradient buckets: the step before was not finished");
    works.clear();
    waiting = members;
    std::fill(ready.begin(), ready.end(), false);
    failure.clear();
    active = true;
  }

  void take(size_t i) {
    at::NoGradGuard no_grad;
    const at::Tensor& gradient = parameters[i].grad();
    at::Tensor place = flat[bucket_of[i]].narrow(0, static_cast<int64_t>(offset_of[i]), parameters[i].numel());
    if (gradient.defined()) {
      place.copy_(gradient.reshape({-1}));
    } else {
      place.zero_();
    }
    ready[i] = true;
    waiting[bucket_of[i]]--;
  }

  void launch_ready() {
    while (works.size() < flat.size() && waiting[works.size()] == 0) {
      std::vector<at::Tensor> one{flat[works.size()]};
      works.push_back(open->group->allreduce(one));
    }
  }

  // Called by autograd: an exception must not leave it half done.
  void made(size_t i) {
    std::lock_guard<std::mutex> lock(mutex);
    if (!active || ready[i] || !failure.empty()) return;
    try {
      take(i);
      launch_ready();
    } catch (const std::exception& error) {
      failure = error.what();
    }
  }

  // What backward did not reach counts as zero; then all is on its way.
  void launch_rest() {
    std::lock_guard<std::mutex> lock(mutex);
    if (!active) throw std::logic_error("gradient buckets: finish without start");
    active = false;
    if (!failure.empty()) throw std::runtime_error(failure);
    for (size_t i = 0; i < parameters.size(); i++) {
      if (!ready[i]) take(i);
    }
    launch_ready();
  }

  void give_back() {
    at::NoGradGuard no_grad;
    double share = 1.0 / open->group->getSize();
    for (auto& bucket : flat) bucket.mul_(share);
    for (size_t i = 0; i < parameters.size(); i++) {
      at::Tensor mean = flat[bucket_of[i]]
                            .narrow(0, static_cast<int64_t>(offset_of[i]), parameters[i].numel())
                            .view(parameters[i].sizes());
      if (parameters[i].grad().defined()) {
        parameters[i].mutable_grad().copy_(mean);
      } else {
        parameters[i].mutable_grad() = mean.clone();
      }
    }
  }

  ~GradientBuckets() {
    for (size_t i = 0; i < hooks.size(); i++) accumulators[i]->del_post_hook(hooks[i]);
  }
};

struct GradientMade : torch::autograd::FunctionPostHook {
  GradientMade(std::weak_ptr<GradientBuckets> owner, size_t parameter) : buckets(std::move(owner)), index(parameter) {}
  torch::autograd::variable_list operator()(const torch::autograd::variable_list& outputs,
                                            const torch::autograd::variable_list&) override {
    if (auto live = buckets.lock()) live->made(index);
    return outputs;
  }
  std::weak_ptr<GradientBuckets> buckets;
  size_t index;
};

// openBuckets(group, parameters, bytes of a bucket): in the reverse order of the list, as backward mostly
// makes gradients.
napi_value open_buckets(Environment& e, const Arguments& a) {
  auto buckets = std::make_shared<GradientBuckets>();
  buckets->open = held<OpenGroup>(e, a[0], kGroup);
  buckets->parameters = to_tensor_list(e, a[1]);
  int64_t most = to_int(e.env, a[2]);
  size_t count = buckets->parameters.size();
  buckets->bucket_of.resize(count);
  buckets->offset_of.resize(count);
  buckets->ready.resize(count);
  std::vector<int64_t> lengths;
  std::vector<c10::TensorOptions> kinds;
  for (size_t i = count; i-- > 0;) {
    const at::Tensor& parameter = buckets->parameters[i];
    if (!parameter.is_leaf() || !parameter.requires_grad()) {
      throw std::invalid_argument("gradient buckets: parameter " + std::to_string(i) + " requires no gradient");
    }
    auto bytes = static_cast<int64_t>(parameter.element_size());
    bool fits = !lengths.empty() && (lengths.back() + parameter.numel()) * bytes <= most &&
                kinds.back().dtype() == parameter.dtype() && kinds.back().device() == parameter.device();
    if (!fits) {
      lengths.push_back(0);
      kinds.push_back(parameter.options());
      buckets->members.push_back(0);
    }
    buckets->bucket_of[i] = lengths.size() - 1;
    buckets->offset_of[i] = static_cast<size_t>(lengths.back());
    lengths.back() += parameter.numel();
    buckets->members.back()++;
  }
  for (size_t i = 0; i < lengths.size(); i++) {
    buckets->flat.push_back(at::zeros({lengths[i]}, kinds[i].requires_grad(c10::nullopt)));
  }
  for (size_t i = 0; i < count; i++) {
    auto accumulator = torch::autograd::impl::grad_accumulator(buckets->parameters[i]);
    buckets->hooks.push_back(accumulator->add_post_hook(std::make_unique<GradientMade>(buckets, i)));
    buckets->accumulators.push_back(std::move(accumulator));
  }
  return hold(e, buckets, kBuckets);
}

// startBuckets(buckets): before the backward pass whose gradients are to be reduced.
napi_value start_buckets(Environment& e, const Arguments& a) {
  held<GradientBuckets>(e, a[0], kBuckets)->start();
  return undefined(e.env);
}

// finishBuckets(buckets): a promise; then every parameter has the mean of all ranks' gradients.
napi_value finish_buckets(Environment& e, const Arguments& a) {
  auto buckets = held<GradientBuckets>(e, a[0], kBuckets);
  buckets->launch_rest();
  return start_job(
      e, "finishBuckets",
      [buckets] {
        for (const auto& work : buckets->works) work->wait();
      },
      [buckets](Environment& environment) {
        buckets->give_back();
        return undefined(environment.env);
      });
}

#endif

}  // namespace

std::vector<Method> distributed_methods() {
  return {
      {"hasProcessGroups", entry<has_process_groups>},
#if HAS_PROCESS_GROUPS
      {"openProcessGroup", entry<open_process_group>},
      {"allReduce", entry<all_reduce>},
      {"broadcast", entry<broadcast>},
      {"barrier", entry<barrier>},
      {"closeHeld", entry<close_held>},
      {"sumOverRanks", entry<sum_over_ranks>},
      {"openBuckets", entry<open_buckets>},
      {"startBuckets", entry<start_buckets>},
      {"finishBuckets", entry<finish_buckets>},
#endif
  };
}
