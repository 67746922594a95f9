// See settings.hpp.
#include "plugins/concner/settings.hpp"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "harness/base/error.hpp"
#include "harness/sdk/planning.hpp"
#include "plugins/mulda/stages.hpp"
#include "plugins/teacher_student/settings.hpp"

namespace concner {
namespace {

using xner::sdk::Json;
using xner::sdk::Parameter;
using xner::sdk::PlanRequest;

/// The rows of the paper's tables, and the teacher of "w/o LCL", which has none.
struct Preset {
  const char* name;
  Sets sets;
  bool lcl, tcl, student;
};
constexpr std::array kPresets{
    Preset{"concner", Sets::kBoth, true, true, true},
    Preset{"full", Sets::kBoth, true, true, false},
    Preset{"entrans_lcl_kd", Sets::kBoth, true, false, true},
    Preset{"entrans_tcl_kd", Sets::kBoth, false, true, true},
    Preset{"entrans_kd", Sets::kBoth, false, false, true},
    Preset{"entrans_lcl", Sets::kBoth, true, false, false},
    Preset{"entrans_tcl", Sets::kBoth, false, true, false},
    Preset{"entrans", Sets::kBoth, false, false, false},
    Preset{"trans_lcl", Sets::kTranslations, true, false, false},
    Preset{"trans", Sets::kTranslations, false, false, false},
    Preset{"en_lcl", Sets::kSource, true, false, false},
    Preset{"en_kd", Sets::kSource, false, false, true},
    Preset{"en", Sets::kSource, false, false, false},
};

constexpr const char* kAsProfile = "profile";

/// What a profile says where the parameter does not: the paper, or the code of GKLMIP/CL-XABSA.
struct ProfileValue {
  const char* name;
  Json unset, paper, glm_sibling;
};
const std::vector<ProfileValue>& profile_values() {
  static const std::vector<ProfileValue> list{
      {"lcl_tokens", kAsProfile, "first", "all_positions"},
      {"lcl_space", kAsProfile, "hidden", "logits"},
      {"lcl_empty", kAsProfile, "skip", "zero_in_mean"},
      {"lcl_tau", 0.0, 0.1, 0.9},
      {"tcl_tau", 0.0, 0.1, 0.9},
      {"tcl_pool", kAsProfile, "mean", "cls"},
      {"cl_similarity", kAsProfile, "cosine", "dot"},
      {"cl_base_temperature", -1.0, 0.0, 0.07},
      {"cl_mean", kAsProfile, "once", "divided_again"},
  };
  return list;
}

[[noreturn]] void refuse(const std::string& what, std::string hint = {}) {
  throw xner::Error(xner::ErrorKind::kUsage, "concner: " + what, {}, std::move(hint));
}

Parameter choice(const char* name, const char* value, const char* meaning,
                 std::vector<std::string> choices) {
  return {name, value, meaning, {}, {}, std::move(choices)};
}

Parameter number(const char* name, double value, const char* meaning, double minimum,
                 double maximum) {
  return {name, value, meaning, minimum, maximum, {}};
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : kPresets) names.emplace_back(preset.name);
  return names;
}

std::vector<Parameter> own_parameters() {
  return {
      choice("preset", "concner",
             "a row of the paper's tables: what the tagger is trained on, with which terms, and "
             "whether a student of it is what labels",
             preset_names()),
      choice("profile", "paper",
             "glm_sibling: where no other parameter says otherwise, contrast as in the code of "
             "the authors' sibling project",
             {"paper", "glm_sibling"}),
      number("alpha", -1.0, "weight of the cross entropy; -1: as the preset", -1, 1e6),
      number("beta_lcl", -1.0, "weight of LCL; -1: as the preset", -1, 1e6),
      number("beta_tcl", -1.0, "weight of TCL; -1: as the preset", -1, 1e6),
      choice("ce_reduction", "token",
             "cross entropy: mean over words, or over sentences of the mean over their words",
             {"token", "sentence"}),
      choice("lcl_label", "bio", "labels that are one class: equal ones, of one type, or entities",
             {"bio", "type", "entity_vs_O"}),
      choice("lcl_tokens", kAsProfile,
             "tokens in LCL: first pieces of words, all pieces under their word's label, or every "
             "position, where those without a label are one class",
             {kAsProfile, "first", "all_subwords", "all_positions"}),
      choice("lcl_o", "all",
             "O in LCL: as any label, as negatives alone, not at all, or a share of them",
             {"all", "negatives_only", "drop", "subsample"}),
      number("lcl_o_share", 0.5, "share of the O tokens of lcl_o = subsample", 0, 1),
      choice("lcl_empty", kAsProfile, "anchors without a positive: not counted, or counted as 0",
             {kAsProfile, "skip", "zero_in_mean"}),
      choice("lcl_space", kAsProfile, "vectors of LCL: hidden states, or logits",
             {kAsProfile, "hidden", "logits"}),
      number("lcl_tau", 0.0, "temperature of LCL; 0: as the profile", 0, 1e6),
      choice("tcl_pool", kAsProfile,
             "a sentence's vector: mean of its wordpieces, with special tokens, of first pieces, "
             "or [CLS]",
             {kAsProfile, "mean", "mean_with_special", "cls", "first_subwords"}),
      choice("tcl_negatives", "all", "negatives of TCL: all other sentences, or the other side's",
             {"all", "other_language"}),
      {"tcl_mask_duplicates",
       false,
       "sentences that say the same as the anchor or its translation are no negatives",
       {},
       {},
       {}},
      number("tcl_tau", 0.0, "temperature of TCL; 0: as the profile", 0, 1e6),
      choice("cl_similarity", kAsProfile, "similarity of both terms",
             {kAsProfile, "cosine", "dot"}),
      {"cl_layer",
       -1,
       "hidden states of both terms: after this layer; -1: the last",
       -1.0,
       1000.0,
       {}},
      {"cl_after_dropout",
       false,
       "hidden states of both terms: after the classifier's dropout",
       {},
       {},
       {}},
      {"cl_projection",
       0,
       "width of an MLP between hidden states and contrast, trained along; 0: none",
       0.0,
       65536.0,
       {}},
      number("cl_base_temperature", -1.0,
             "both terms times temperature / this; 0: no factor, -1: as the profile", -1, 1e6),
      choice("cl_mean", kAsProfile, "both terms: the mean over anchors, or that divided again",
             {kAsProfile, "once", "divided_again"}),
  };
}

/// teacher_student's name of a parameter by concner's.
const std::map<std::string, std::string>& student_names() {
  static const std::map<std::string, std::string> names = [] {
    std::map<std::string, std::string> map{{"kd_profile", "profile"},
                                           {"kd_loss", "loss"},
                                           {"kd_temperature", "temperature"},
                                           {"kd_hard_label_weight", "hard_label_weight"}};
    for (const Parameter& one : teacher_student::parameters())
      if (one.name.starts_with("student_")) map.emplace(one.name, one.name);
    return map;
  }();
  return names;
}

std::vector<Parameter> make_parameters() {
  std::vector<Parameter> list = own_parameters();
  for (const auto* others : {&mulda::training_parameters(), &mulda::translation_parameters()})
    list.insert(list.end(), others->begin(), others->end());
  for (const auto& [name, original] : student_names()) {
    const auto& known = teacher_student::parameters();
    Parameter one = *std::find_if(known.begin(), known.end(),
                                  [&](const Parameter& p) { return p.name == original; });
    one.name = name;
    list.push_back(one);
  }
  return list;
}

/// The weights of the three terms. One contrastive term has the weight of both.
struct Weights {
  double ce, lcl, tcl;
};

Weights weights_of(const Json& own, const Preset& preset) {
  const auto given = [&](const char* name, double otherwise) {
    const auto value = own.at(name).get<double>();
    if (value < 0 && value != -1)
      refuse(fmt::format("{}: expected -1 or from 0, found {}", name, value));
    return value < 0 ? otherwise : value;
  };
  const double beta = preset.lcl && preset.tcl ? 0.25 : 0.5;
  Weights weights{0, given("beta_lcl", preset.lcl ? beta : 0),
                  given("beta_tcl", preset.tcl ? beta : 0)};
  const bool plain = weights.lcl == 0 && weights.tcl == 0;
  weights.ce = given("alpha", plain ? 1 : 0.5);
  if (plain && weights.ce != 1)
    refuse(
        fmt::format("alpha = {} weighs cross entropy against contrastive terms, and '{}' has none",
                    weights.ce, preset.name),
        "give beta_lcl or beta_tcl, or leave alpha out");
  if (weights.tcl > 0 && preset.sets != Sets::kBoth)
    refuse(fmt::format("beta_tcl = {} needs pairs, and '{}' trains on one language", weights.tcl,
                       preset.name));
  return weights;
}

/// What both terms have in common, and the terms that have a weight.
Json contrast_parameters(const Json& own, const Weights& weights) {
  const auto with = [&](double weight, std::initializer_list<const char*> names) {
    Json term{{"weight", weight}};
    for (const char* name : names) term[name] = own.at(name);
    return term;
  };
  Json contrast = Json::object();
  if (weights.lcl > 0) {
    Json& term = contrast["lcl"] = with(
        weights.lcl, {"lcl_label", "lcl_tokens", "lcl_o", "lcl_empty", "lcl_space", "lcl_tau"});
    if (term["lcl_o"] == "subsample") term["lcl_o_share"] = own.at("lcl_o_share");
  }
  if (weights.tcl > 0)
    contrast["tcl"] =
        with(weights.tcl, {"tcl_pool", "tcl_negatives", "tcl_mask_duplicates", "tcl_tau"});
  if (!contrast.empty())
    for (const char* name : {"cl_similarity", "cl_layer", "cl_after_dropout", "cl_projection",
                             "cl_base_temperature", "cl_mean"})
      contrast[name] = own.at(name);
  return contrast;
}

const char* name_of(Sets sets) {
  switch (sets) {
    case Sets::kSource:
      return "source";
    case Sets::kTranslations:
      return "translations";
    case Sets::kBoth:
      return "both";
  }
  throw xner::Error(xner::ErrorKind::kInternal, "unknown sets");
}

}  // namespace

const std::vector<Parameter>& parameters() {
  static const std::vector<Parameter> list = make_parameters();
  return list;
}

Settings settings_of(const PlanRequest& request) {
  Json own = xner::sdk::own_parameters(parameters(), request.parameters, "concner");
  const bool sibling = own.at("profile") == "glm_sibling";
  for (const ProfileValue& value : profile_values())
    if (own.at(value.name) == value.unset)
      own[value.name] = sibling ? value.glm_sibling : value.paper;
  const Preset& preset = *std::find_if(kPresets.begin(), kPresets.end(), [&](const Preset& one) {
    return own.at("preset") == one.name;
  });
  const Weights weights = weights_of(own, preset);
  Settings settings{preset.sets, preset.student, false, {}};
  const Json contrast = contrast_parameters(own, weights);
  settings.plain = contrast.empty() && own.at("ce_reduction") == "token";
  const bool split = request.conditions.at("gradient_accumulation_steps") != 1;
  if (!settings.plain && split)
    refuse("expected gradient_accumulation_steps = 1, found " +
               request.conditions.at("gradient_accumulation_steps").dump(),
           "contrastive terms and ce_reduction = \"sentence\" are of the whole batch");
  if (!contrast.empty() && own.at("entrans_batch") != "pairs")
    refuse("expected entrans_batch = \"pairs\" with a contrastive term, found " +
           own.at("entrans_batch").dump());
  settings.training = {{"sets", name_of(preset.sets)},
                       {"alpha", weights.ce},
                       {"ce_reduction", own.at("ce_reduction")},
                       {"freeze_bottom", own.at("freeze_bottom")},
                       {"contrast", contrast}};
  if (preset.sets == Sets::kBoth)
    for (const char* name : {"entrans_batch", "pairs_missing"})
      settings.training[name] = own.at(name);
  return settings;
}

PlanRequest student_request(const PlanRequest& request) {
  PlanRequest student = request;
  student.parameters = {{"teacher_freeze_bottom", request.parameters.at("freeze_bottom")}};
  for (const auto& [name, original] : student_names())
    student.parameters[original] = request.parameters.at(name);
  return student;
}

}  // namespace concner
