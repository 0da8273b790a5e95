import { stringify } from 'yaml';
import { jobName, type LaunchSetting, stepCommand } from './launch-setting.js';
import type { LaunchStep } from './launch-steps.js';

/** Times a failed task is tried again; those that a node's loss or preemption ended do not count. */
const BACKOFF = 5;
/** Seconds between SIGTERM and the end: long enough for an item. */
const GRACE = 120;
const CONFIG_MOUNT = '/etc/handbooster';

export interface KubernetesOptions {
  image: string;
  /** Name of a PersistentVolumeClaim that all tasks mount (ReadWriteMany where they are on several nodes). */
  claim: string;
  /** Where it is mounted: the run's folder lies below. */
  mount: string;
  /** Text of the resolved configuration. */
  config: string;
}

/** Path of the configuration in a container. */
export const KUBERNETES_CONFIG = `${CONFIG_MOUNT}/config.yaml`;

/** A manifest a step, the configuration as a ConfigMap, and `apply.sh` that applies one after the other. */
export function kubernetesFiles(
  steps: readonly LaunchStep[],
  setting: LaunchSetting,
  options: KubernetesOptions,
): Map<string, string> {
  const files = new Map<string, string>();
  files.set(
    '00-config.yaml',
    stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'handbooster-config' },
      data: { 'config.yaml': options.config },
    }),
  );
  for (const step of steps) {
    const manifest = step.kind === 'ranks' ? kubernetesJobSet : kubernetesJob;
    files.set(`${step.name}.yaml`, stringify(manifest(step, setting, options)));
  }
  const names = steps.map(({ name }) => name).join(' ');
  files.set(
    'apply.sh',
    `#!/bin/bash
# Applies the jobs of the run and waits for each. Safe to call again: what is finished is skipped.
set -eu
cd "$(dirname "$0")"
kubectl apply -f 00-config.yaml
for job in ${names}; do
  kind=job
  if grep -q '^kind: JobSet' "$job.yaml"; then kind=jobset; fi
  kubectl apply -f "$job.yaml"
  done_is=complete; if [ $kind = jobset ]; then done_is=completed; fi
  kubectl wait --for=condition=$done_is --timeout=-1s "$kind/handbooster-$job" &
  complete=$!
  kubectl wait --for=condition=failed --timeout=-1s "$kind/handbooster-$job" > /dev/null && kill "$complete" &
  failed=$!
  wait "$complete" || { echo "handbooster-$job failed" >&2; exit 1; }
  kill "$failed" 2> /dev/null || true
done
`,
  );
  return files;
}

/** The Job of a step: an Indexed one where the step has shards. */
export function kubernetesJob(
  step: LaunchStep,
  setting: LaunchSetting,
  { image, claim, mount }: KubernetesOptions,
) {
  const { cores, atOnce } = setting;
  const isArray = step.kind === 'shards';
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(step), labels: { 'app.kubernetes.io/name': 'handbooster' } },
    spec: {
      ...(isArray
        ? {
            completionMode: 'Indexed',
            completions: step.count,
            parallelism: Math.min(atOnce, step.count),
            backoffLimitPerIndex: BACKOFF,
            // The others go on where an index has failed; what is missing is named by the merge.
            maxFailedIndexes: step.count,
          }
        : { completions: 1, parallelism: 1, backoffLimit: BACKOFF }),
      // A new pod only when the old one is gone: two would do the same work.
      podReplacementPolicy: 'Failed',
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          {
            action: isArray ? 'FailIndex' : 'FailJob',
            onExitCodes: { containerName: 'handbooster', operator: 'In', values: [42] },
          },
        ],
      },
      template: {
        spec: {
          restartPolicy: 'Never',
          terminationGracePeriodSeconds: GRACE,
          containers: [
            {
              name: 'handbooster',
              image,
              command: stepCommand(step, setting, `auto/${step.count}`),
              resources: { requests: { cpu: String(cores) } },
              volumeMounts: [
                { name: 'data', mountPath: mount },
                { name: 'config', mountPath: CONFIG_MOUNT, readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: 'data', persistentVolumeClaim: { claimName: claim } },
            { name: 'config', configMap: { name: 'handbooster-config' } },
          ],
        },
      },
    },
  };
}

/**
 * Ranks that train together: a JobSet (jobset.x-k8s.io, which a cluster must have) of one Indexed Job, whose
 * pods meet at the first one's name. When one ends badly all are started again, and go on where they were
 * saved.
 */
export function kubernetesJobSet(step: LaunchStep, setting: LaunchSetting, options: KubernetesOptions) {
  const { metadata, spec } = kubernetesJob({ ...step, kind: 'shards' }, setting, options);
  const { template } = spec;
  const [container] = template.spec.containers;
  const index = "metadata.annotations['batch.kubernetes.io/job-completion-index']";
  const env = [
    { name: 'RANK', valueFrom: { fieldRef: { fieldPath: index } } },
    { name: 'WORLD_SIZE', value: String(step.count) },
    { name: 'LOCAL_RANK', value: '0' },
    { name: 'MASTER_ADDR', value: `${metadata.name}-ranks-0-0.${metadata.name}` },
    { name: 'MASTER_PORT', value: '29500' },
  ];
  return {
    apiVersion: 'jobset.x-k8s.io/v1alpha2',
    kind: 'JobSet',
    metadata,
    spec: {
      network: { enableDNSHostnames: true, subdomain: metadata.name },
      failurePolicy: { maxRestarts: BACKOFF },
      replicatedJobs: [
        {
          name: 'ranks',
          replicas: 1,
          template: {
            spec: {
              completionMode: 'Indexed',
              completions: step.count,
              parallelism: step.count,
              // A rank alone is of no use: the set starts all of them again.
              backoffLimit: 0,
              template: { spec: { ...template.spec, containers: [{ ...container, env }] } },
            },
          },
        },
      ],
    },
  };
}
