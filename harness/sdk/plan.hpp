// What a method says about itself and its work, as plain values without LibTorch: shared by
// plugins, worker and xner.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace xner::sdk {

/// JSON with sorted keys: equal values print as equal bytes.
using Json = nlohmann::json;

/// A typed parameter of a method or a stage. Hugging Face's names where it has one.
struct Parameter {
  std::string name;
  Json default_value;   ///< its JSON type is the parameter's type (an integer is accepted for a
                        ///< float)
  std::string meaning;  ///< one sentence, with unit
  std::optional<double> minimum;     ///< inclusive
  std::optional<double> maximum;     ///< inclusive
  std::vector<std::string> choices;  ///< for strings: the allowed values; empty means any
};

/// What a method needs beyond labelled source data.
struct DataNeeds {
  bool source_dev = true;
  bool translations = false;  ///< labelled translations of the source, paired by source_id
  bool unlabelled = false;    ///< unlabelled text of each target
};

struct MethodDescription {
  std::string id;       ///< "wu_dredze"
  std::string version;  ///< of the method, not of xner
  std::string title;    ///< "Wu and Dredze (2019): zero-shot transfer"
  std::string paper;    ///< citation
  std::vector<Parameter> parameters;
  DataNeeds needs;
};

/// Names under which a stage finds its inputs:
///   data:files/<target>/<name>                     a file of [data.targets.<target>.files]
///   data:source/train, data:source/dev             labelled corpora
///   data:translations/<target>/train               labelled translations
///   data:target/<target>/{unlabelled,dev,test}     text only: gold never leaves xner
///   encoder                                        initial weights and tokenizer
///   stage:<stage id>/<output>                      what another stage of the plan made
struct StageInput {
  std::string name;  ///< how the stage asks for it, e.g. "train", "model", "text/de/test"
  std::string from;  ///< one of the forms above
};

/// One unit of work: one process, one key, one set of outputs. Equal stages (equal keys) run once,
/// whoever asks.
struct StageSpec {
  std::string id;      ///< unique in its plan, e.g. "train-seed-1"
  std::string method;  ///< the plugin that owns the stage; usually the planning method itself
  std::string type;    ///< dispatches `run_stage`, e.g. "train", "predict"
  Json parameters;     ///< everything that changes its output, seed included; complete, defaults
                       ///< written out
  std::vector<StageInput> inputs;
  std::vector<std::string> outputs;  ///< names of files or folders it leaves in its output folder
};

/// Which output holds the predictions of one (target, seed, selector): a labels file of the
/// target's test text.
struct Prediction {
  std::string target;
  std::uint64_t seed = 0;
  std::string selector;  ///< "last", "best_source_dev", "target_dev"
  std::string split;     ///< "test"
  std::string stage;
  std::string output;  ///< for "target_dev" a folder: {dev,test}/<step>.txt for every evaluation
                       ///< point, from which xner chooses by gold that the method never sees
};

/// What a plan is asked for: one method with resolved parameters, one source, all targets and seeds
/// of the experiment. Plans may share stages over targets, keep them apart, or join them over
/// seeds.
struct PlanRequest {
  Json parameters;  ///< the method's own, complete
  Json conditions;  ///< owned by the harness, equal for all methods: see `Conditions` in
                    ///< sdk/conditions.hpp
  std::vector<std::string> targets;
  std::vector<std::uint64_t> seeds;
  std::vector<std::string> selectors;
};

struct Plan {
  std::vector<StageSpec> stages;  ///< any order; references must resolve and be free of cycles
  std::vector<Prediction> predictions;
  /// Where a stage of the method trains under other conditions than the request says, by its own
  /// parameters: name -> [the request's value, its own]. Stands beside the scores.
  Json departures = Json::object();
};

// JSON forms, used between xner and xner-worker. Reading throws Error{kPlugin} naming the field
// that is wrong.
void to_json(Json& json, const Parameter& value);
void from_json(const Json& json, Parameter& value);
void to_json(Json& json, const MethodDescription& value);
void from_json(const Json& json, MethodDescription& value);
void to_json(Json& json, const StageSpec& value);
void from_json(const Json& json, StageSpec& value);
void to_json(Json& json, const Prediction& value);
void from_json(const Json& json, Prediction& value);
void to_json(Json& json, const PlanRequest& value);
void from_json(const Json& json, PlanRequest& value);
void to_json(Json& json, const Plan& value);
void from_json(const Json& json, Plan& value);

/// The parameters with defaults filled in, types and ranges checked.
/// @throws Error{kUsage} for an unknown name (with the nearest known one), a wrong type or a value
/// out of range.
[[nodiscard]] Json resolve_parameters(const std::vector<Parameter>& known, const Json& given,
                                      const std::string& method);

}  // namespace xner::sdk
