// The tensors of a checkpoint, from one file or several, under the names of a bare encoder; and the
// account of what nobody took.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <ATen/core/Tensor.h>

#include "harness/text/encoder_family.hpp"

namespace xner::nn {

/// Tensors that were not taken, by their full names.
struct Leftovers {
  std::vector<std::string> known;    ///< pooler, heads of other tasks, buffers
  std::vector<std::string> encoder;  ///< inside the encoder: it computes something else than BERT
  std::vector<std::string> others;   ///< beside the encoder: layers that nobody knows
};

class CheckpointTensors {
 public:
  /// Reads all weight files of `folder`.
  /// @throws Error{kData} as find_weight_files and read_safetensors; if index and shards disagree;
  /// if the encoder's tensors have neither the family's prefix nor none.
  CheckpointTensors(const std::filesystem::path& folder, const text::EncoderFamily& family);

  /// The tensor in float32, whatever it is stored in.
  /// @param name without prefix. "query_key_value" takes three tensors, one under another.
  /// @throws Error{kData} naming a tensor that is missing, has another shape (both are said), is
  /// not of floating point or holds a value that is not finite.
  [[nodiscard]] at::Tensor take(const std::string& name, std::vector<std::int64_t> shape);

  /// The head of a token classifier is there.
  [[nodiscard]] bool has_classifier() const;

  /// What was not taken so far.
  [[nodiscard]] Leftovers leftovers() const;

 private:
  struct Stored {
    at::Tensor tensor;
    std::string file;
  };
  void read_file(const std::filesystem::path& file);
  void check_index(const std::map<std::string, std::string>& shard_of, const std::string& index);
  void find_prefix(const text::EncoderFamily& family);
  [[nodiscard]] at::Tensor take_one(const std::string& name,
                                    const std::vector<std::int64_t>& shape);

  std::string folder_;
  std::map<std::string, Stored> tensors_;
  std::set<std::string> taken_;
  std::string prefix_;  // of the encoder's tensors, with the dot; may be empty
};

/// "a, b, c", of a longer list the first 20 "and 7 more".
[[nodiscard]] std::string name_list(const std::vector<std::string>& names);

}  // namespace xner::nn
