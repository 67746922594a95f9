// See input_name.hpp.
#include "harness/flow/input_name.hpp"

#include <charconv>

#include <fmt/format.h>

namespace xner::flow {
namespace {

using enum InputKind;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole ? std::optional(number) : std::nullopt;
}

/// "500.1" or "full.1"; a seed alone of unlabelled text.
std::optional<Sample> parse_sample(std::string_view text, InputKind kind) {
  Sample sample;
  if (kind != kUnlabelled) {
    const std::size_t point = text.find('.');
    if (point == text.npos) return std::nullopt;
    const std::string_view size = text.substr(0, point);
    text.remove_prefix(point + 1);
    if (size != "full") {
      const auto number = whole_number(size);
      if (!number || *number > INT64_MAX) return std::nullopt;
      sample.size = static_cast<std::int64_t>(*number);
    }
  }
  const auto seed = whole_number(text);
  if (!seed) return std::nullopt;
  sample.seed = *seed;
  return sample;
}

InputKind kind_of_split(std::string_view split) {
  if (split == "test") return kTest;
  if (split == "dev") return kDev;
  return split == "unlabelled" ? kUnlabelled : kUnknown;
}

/// Without its sample. A target's name holds no '/'.
InputName parse_plain(std::string_view from) {
  const auto take = [&](std::string_view prefix) {
    if (!from.starts_with(prefix)) return false;
    from.remove_prefix(prefix.size());
    return true;
  };
  if (from == "encoder") return {kEncoder};
  if (from == "data:source/train") return {kSourceTrain};
  if (from == "data:source/dev") return {kSourceDev};
  const bool file = take("data:files/"), translations = !file && take("data:translations/");
  if (!file && !translations && !take("data:target/")) return {};
  const std::size_t slash = from.find('/');
  if (slash == from.npos) return {};
  const std::string target(from.substr(0, slash));
  const std::string_view rest = from.substr(slash + 1);
  if (file) return {kFile, target, std::string(rest)};
  const InputKind kind =
      translations ? (rest == "train" ? kTranslations : kUnknown) : kind_of_split(rest);
  return kind == kUnknown ? InputName{} : InputName{kind, target};
}

}  // namespace

InputName parse_input_name(std::string_view from) {
  const std::size_t mark = from.rfind('#');
  if (mark != from.npos) {
    InputName name = parse_plain(from.substr(0, mark));
    if (follows_source(name.kind) || name.kind == kUnlabelled) {
      name.sample = parse_sample(from.substr(mark + 1), name.kind);
      return name.sample ? name : InputName{};
    }
  }
  return parse_plain(from);
}

std::string in_sample(const std::string& from, const config::Source& source,
                      const config::Source& one) {
  const InputName name = parse_input_name(from);
  if (name.sample) return from;
  const bool seeds = !source.sample_seeds.empty();
  if (name.kind == kUnlabelled && seeds) return fmt::format("{}#{}", from, one.sample_seed);
  if (!follows_source(name.kind) || (source.sizes.empty() && !seeds)) return from;
  return fmt::format("{}#{}.{}", from, one.size ? std::to_string(*one.size) : "full",
                     one.sample_seed);
}

}  // namespace xner::flow
