// The one table of encoder families: what config.json's model_type decides besides the numbers that
// stand in config.json itself. Adding a family is adding a row. The tokenizer is not among it: its
// family is found from the tokenizer files (tokenizer.hpp), since encoders of one model_type come
// with different ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string_view>

namespace xner::text {

struct EncoderFamily {
  std::string_view model_type;    ///< in config.json
  std::string_view architecture;  ///< transformers' class of a token classifier
  std::string_view
      tensor_prefix;  ///< of the encoder's tensors in a classifier's weights, with the dot
  /// Positions count from pad_token_id + 1 (RoBERTa, as fairseq) instead of from 0 (BERT), so that
  /// max_position_embeddings holds that many sequence places less.
  bool positions_after_padding;
  /// Sentences of a pair have types of their own (BERT: 2 rows). False: one row for all. A single
  /// sentence adds row 0 of token_type_embeddings in either case.
  bool needs_token_types;
  std::int64_t default_pad_token_id;  ///< where config.json does not say it

  /// Position of the first token, [CLS] or <s>.
  [[nodiscard]] constexpr std::int64_t position_offset(std::int64_t pad_token_id) const noexcept {
    return positions_after_padding ? pad_token_id + 1 : 0;
  }
};

/// @param config_file where `model_type` was read, for the message.
/// @throws Error{kData} for a model_type that is not in the table, naming those that are.
[[nodiscard]] const EncoderFamily& encoder_family(std::string_view model_type,
                                                  const std::filesystem::path& config_file);

}  // namespace xner::text
