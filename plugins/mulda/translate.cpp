// The stage "translate" of mulda: see stages.hpp.
#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/base/files.hpp"
#include "harness/data/corpus.hpp"
#include "plugins/mulda/modes.hpp"
#include "plugins/mulda/stages.hpp"
#include "plugins/mulda/translator.hpp"

namespace mulda {
namespace {

namespace data = xner::data;
namespace sdk = xner::sdk;

/// The mode that the stage asks for. @param language set where the mode knows it.
ModeResult run_mode(sdk::StageContext& context, const data::LabelledCorpus& corpus,
                    const SourceSentences& source, const TranslateSettings& settings,
                    std::string& language) {
  if (settings.mode == "labelled") {
    const auto translations =
        data::relabel(data::read_labelled_corpus(context.input("translations")), corpus.label_set);
    language = translations.text.language;
    return from_labelled(source, translations);
  }
  if (settings.mode == "placeholders")
    return from_placeholders(source, context.input("templates"), context.input("entities"),
                             settings);
  if (settings.mode == "alignment")
    return from_alignment(source, context.input("plain"), context.input("alignments"));
  if (settings.mode == "dictionary") {
    const Dictionary dictionary(context.input("dictionary"));
    CasingCounts casing;
    if (context.request().inputs.contains("casing"))
      casing = CasingCounts(data::read_text_corpus(context.input("casing")));
    return from_dictionary(source, dictionary, casing, settings.seed);
  }
  if (settings.mode != "translator")
    throw xner::Error(
        xner::ErrorKind::kPlugin,
        fmt::format("mulda: expected a mode of translation, found '{}'", settings.mode));
  Translator translator({context.input("translator"), settings.arguments, corpus.text.language,
                         settings.language, translation_cache()},
                        [&](std::size_t done, std::size_t total) {
                          context.progress({"translate", static_cast<std::int64_t>(done),
                                            static_cast<std::int64_t>(total), ""});
                        });
  auto result = from_translator(
      source, [&](std::span<const std::string> texts) { return translator.translate(texts); },
      settings);
  context.fact("translator_texts", translator.asked());
  context.fact("translator_sent", translator.sent());
  return result;
}

}  // namespace

void run_translate(sdk::StageContext& context) {
  const TranslateSettings settings = translate_settings(context.request().parameters);
  const auto corpus = data::read_labelled_corpus(context.input("source"));
  const SourceSentences source(corpus);
  const auto total = static_cast<std::int64_t>(source.ids.size());
  context.progress({"translate", 0, total, ""});

  data::LabelledCorpus target;
  target.label_set = corpus.label_set;
  target.text.language = settings.language;
  const ModeResult result = run_mode(context, corpus, source, settings, target.text.language);
  target.text.name = fmt::format("{}/{}-{}", corpus.text.name, target.text.language, settings.mode);

  Quality quality;
  for (std::size_t s = 0; s < source.ids.size(); ++s) {
    const Translation& one = result.translations[s];
    if (!quality.add(source.ids[s], source.sentences[s], one, settings.filters)) continue;
    target.text.sentences.push_back({source.ids[s], one.target->words, source.ids[s]});
    target.labels.push_back(labels_of(*one.target, corpus.label_set));
  }
  xner::write_file(context.output("train.jsonl"), data::to_canonical(target));

  nlohmann::json report = quality.report();
  report["mode"] = settings.mode;
  report["language"] = target.text.language;
  report.update(result.facts);
  xner::write_file(context.output("quality.json"), report.dump(1) + "\n");
  for (const char* name : {"sentences", "entities", "placeholders", "dropped"})
    context.fact(name, report[name]);
  context.progress({"translate", total, total, ""});
}

}  // namespace mulda
