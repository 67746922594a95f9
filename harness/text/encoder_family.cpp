// See encoder_family.hpp.
#include "harness/text/encoder_family.hpp"

#include <algorithm>
#include <string>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/utf8.hpp"

namespace xner::text {
namespace {

constexpr EncoderFamily kFamilies[] = {
    {.model_type = "bert",
     .architecture = "BertForTokenClassification",
     .tensor_prefix = "bert.",
     .positions_after_padding = false,
     .needs_token_types = true,
     .default_pad_token_id = 0},
    {.model_type = "xlm-roberta",
     .architecture = "XLMRobertaForTokenClassification",
     .tensor_prefix = "roberta.",
     .positions_after_padding = true,
     .needs_token_types = false,
     .default_pad_token_id = 1},
    {.model_type = "roberta",
     .architecture = "RobertaForTokenClassification",
     .tensor_prefix = "roberta.",
     .positions_after_padding = true,
     .needs_token_types = false,
     .default_pad_token_id = 1},
    {.model_type = "camembert",
     .architecture = "CamembertForTokenClassification",
     .tensor_prefix = "roberta.",
     .positions_after_padding = true,
     .needs_token_types = false,
     .default_pad_token_id = 1},
};

}  // namespace

const EncoderFamily& encoder_family(std::string_view model_type,
                                    const std::filesystem::path& config_file) {
  const auto* const found = std::ranges::find(kFamilies, model_type, &EncoderFamily::model_type);
  if (found != std::end(kFamilies)) return *found;
  std::string known;
  for (const EncoderFamily& family : kFamilies)
    known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", family.model_type);
  throw Error(
      ErrorKind::kData,
      fmt::format("\"model_type\": expected {}, found \"{}\"", known, printable(model_type)),
      Place{config_file.string()}, "take an encoder of one of these families");
}

}  // namespace xner::text
