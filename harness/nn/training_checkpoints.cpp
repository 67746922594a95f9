// See training_checkpoints.hpp.
#include "harness/nn/training_checkpoints.hpp"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/fail_point.hpp"
#include "harness/base/files.hpp"
#include "harness/base/hash.hpp"
#include "harness/base/json.hpp"
#include "harness/base/sha256.hpp"
#include "harness/nn/safetensors.hpp"

namespace xner::nn {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kKept = 2;
constexpr std::string_view kEnd = ".safetensors";
// Of the file's metadata.
constexpr const char* kKey = "key";
constexpr const char* kValues = "values";
constexpr const char* kFormat = "format";
constexpr const char* kThisFormat = "xner training 1";

/// "<step, 12 digits>-<number, 6 digits>-<SHA-256>.safetensors": sorted by step, and those of one
/// step as they were written. They do differ: in seconds, and in whether the step was evaluated.
std::string file_name(std::int64_t step, int number, const std::string& digest) {
  return fmt::format("{:012}-{:06}-{}{}", step, number, digest, kEnd);
}

std::string digest_in(const std::string& name) {
  const auto dash = name.rfind('-');
  if (dash == name.npos || !name.ends_with(kEnd)) return "";
  return name.substr(dash + 1, name.size() - dash - 1 - kEnd.size());
}

/// Newest first.
std::vector<fs::path> files_of(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    files.push_back(entry->path());
  std::sort(files.begin(), files.end(), std::greater<>());
  return files;
}

/// Of the next checkpoint of a step: 1 for the first.
int next_number(const fs::path& folder, std::int64_t step) {
  const std::string begin = fmt::format("{:012}-", step);
  int last = 0;
  for (const auto& file : files_of(folder)) {
    const std::string name = file.filename().string();
    int number = 0;
    if (!name.starts_with(begin)) continue;
    std::from_chars(name.data() + begin.size(), name.data() + name.size(), number);
    last = std::max(last, number);
  }
  return last + 1;
}

std::optional<TrainingState> read(const fs::path& file, const std::string& key) try {
  if (digest_in(file.filename().string()) != sha256_file(file)) return std::nullopt;
  std::map<std::string, std::string> metadata;
  TrainingState state;
  state.tensors = read_safetensors(file, &metadata);
  if (metadata[kFormat] != kThisFormat || metadata[kKey] != key) return std::nullopt;
  state.values = parse_json(metadata[kValues]);
  return state.values.is_object() ? std::optional(std::move(state)) : std::nullopt;
} catch (const Error&) {
  return std::nullopt;
}

/// A step of the work on the disk, which a test may let fail.
void pass(const char* point, const fs::path& folder) {
  if (const int code = fail_point(point); code != 0)
    throw Error(ErrorKind::kIo, std::generic_category().message(code), Place{folder.string()});
}

}  // namespace

void restore_tensor(const TrainingState& state, const std::string& name, const at::Tensor& target) {
  const auto found = state.tensors.find(name);
  if (found == state.tensors.end() || found->second.sizes() != target.sizes() ||
      found->second.scalar_type() != target.scalar_type())
    throw Error(ErrorKind::kData,
                fmt::format("checkpoint: expected a tensor '{}' with {} values, found {}", name,
                            target.numel(),
                            found == state.tensors.end()
                                ? "none"
                                : fmt::format("one with {}", found->second.numel())));
  at::Tensor(target).copy_(found->second);
}

TrainingCheckpoints::TrainingCheckpoints(fs::path folder, std::string key, double seconds)
    : folder_(std::move(folder)), key_(std::move(key)), seconds_(seconds) {}

std::optional<TrainingState> TrainingCheckpoints::newest() {
  std::optional<TrainingState> state;
  if (folder_.empty()) return state;
  for (const auto& file : files_of(folder_)) {
    if (state) break;  // older ones stay, in case this one goes bad
    state = read(file, key_);
    std::error_code ignored;
    if (!state) fs::remove_all(file, ignored);
  }
  return state;
}

bool TrainingCheckpoints::is_due() const {
  return !folder_.empty() && seconds_ > 0 && since_last_.seconds() >= seconds_;
}

std::string TrainingCheckpoints::save(std::int64_t step, const TrainingState& state) {
  if (folder_.empty()) return "";
  std::string problem;
  try {
    write(step, state);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::kIo) throw;
    problem = error.what();
  }
  const auto files = files_of(folder_);
  std::error_code ignored;
  for (std::size_t i = kKept; i < files.size(); ++i) fs::remove(files[i], ignored);
  since_last_ = Stopwatch();
  return problem;
}

void TrainingCheckpoints::write(std::int64_t step, const TrainingState& state) const {
  pass("checkpoint.before", folder_);
  FileWriter file(folder_ / fmt::format("{:012}", step));
  Sha256 hash;
  write_safetensors(
      [&](std::string_view bytes) {
        hash.add(bytes);
        file.write(bytes);
      },
      {state.tensors.begin(), state.tensors.end()},
      {{kFormat, kThisFormat}, {kKey, key_}, {kValues, state.values.dump()}});
  pass("checkpoint.written", folder_);
  file.publish(file_name(step, next_number(folder_, step), hash.hex()));
  pass("checkpoint.after", folder_);
}

}  // namespace xner::nn
