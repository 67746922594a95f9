// Experiment to TOML: the config.toml of a run. See experiment.hpp.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "harness/config/experiment.hpp"

namespace xner::config {
namespace {

std::string string_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  return out + "\"";
}

/// Shortest form that reads back as the same double, and as a float.
std::string number(double value) {
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string value_text(const Json& value) {
  if (value.is_string()) return string_text(value.get<std::string>());
  if (value.is_number_float()) return number(value.get<double>());
  if (!value.is_array()) return value.dump();
  std::string list = "[";
  for (const auto& element : value) list += (list.size() > 1 ? ", " : "") + value_text(element);
  return list + "]";
}

std::string list_text(const std::vector<std::string>& values) { return value_text(Json(values)); }

void append_open_table(std::string& out, const std::string& path, const OpenTable& table) {
  out += fmt::format("\n[{}]\n", path);
  for (const auto& [key, value] : table.values.items())
    out += fmt::format("{} = {}\n", key, value_text(value));
}

void append_choice(std::string& out, std::string_view key,
                   const std::optional<CorpusChoice>& choice) {
  if (choice) out += fmt::format("{} = {}\n", key, string_text(choice->reference));
}

/// Targets' names may hold dots, so they are quoted.
std::string key_text(const std::string& name) {
  return name.find('.') == std::string::npos ? name : string_text(name);
}

}  // namespace

std::string to_toml(const Experiment& experiment) {
  std::string out;
  out += fmt::format("name = {}\n", string_text(experiment.name));
  out += fmt::format("encoder = {}\n", string_text(experiment.encoder));
  out += fmt::format("seeds = [{}]\n", fmt::join(experiment.seeds, ", "));
  out += fmt::format("selector = {}\n", string_text(experiment.selector));
  out += fmt::format("selectors = {}\n", list_text(experiment.selectors));

  out += fmt::format("\n[data]\nroot = {}\n", string_text(experiment.data_root.string()));
  out += "\n[data.source]\n";
  append_choice(out, "train", experiment.source.train);
  append_choice(out, "dev", experiment.source.dev);
  const auto& source = experiment.source;
  if (!source.sizes.empty())
    out += fmt::format("size = [{}]\n", fmt::join(source.sizes, ", "));
  else if (source.size)
    out += fmt::format("size = {}\n", *source.size);
  if (!source.sample_seeds.empty())
    out += fmt::format("sample_seed = [{}]\n", fmt::join(source.sample_seeds, ", "));
  else
    out += fmt::format("sample_seed = {}\n", source.sample_seed);
  for (const auto& target : experiment.targets) {
    out += fmt::format("\n[data.targets.{}]\n", key_text(target.name));
    append_choice(out, "test", target.test);
    append_choice(out, "dev", target.dev);
    append_choice(out, "unlabelled", target.unlabelled);
    if (target.unlabelled_size)
      out += fmt::format("unlabelled_size = {}\n", *target.unlabelled_size);
    append_choice(out, "translations", target.translations);
    if (!target.files.empty())
      out += fmt::format("\n[data.targets.{}.files]\n", key_text(target.name));
    for (const auto& [name, file] : target.files)
      out += fmt::format("{} = {}\n", key_text(name), string_text(file.path));
  }

  append_open_table(out, "training", experiment.training);
  for (const auto& name : experiment.methods)
    append_open_table(out, "methods." + key_text(name), experiment.method_tables.at(name));

  if (!experiment.sweep.choose.empty())
    out += fmt::format("\n[sweep]\nchoose = {}\n", string_text(experiment.sweep.choose));
  const Limits& limits = experiment.limits;
  out += fmt::format(
      "\n[limits]\nstage_seconds = {}\nno_progress_seconds = {}\nmemory_gib = {}\n"
      "checkpoint_seconds = {}\n",
      number(limits.stage_seconds), number(limits.no_progress_seconds), number(limits.memory_gib),
      number(limits.checkpoint_seconds));
  return out;
}

}  // namespace xner::config
