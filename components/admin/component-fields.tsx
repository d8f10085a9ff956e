"use client";

import { useState } from "react";
import { serviceNames, serviceTexts } from "@/components/admin/service-names";
import { Field } from "@/components/form/field";
import type { Failure } from "@/components/form/use-action";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { scopesOfService } from "@/lib/admin/model";
import { type Service, services } from "@/lib/auth/model";

type Errors = Failure["fields"];

export const NameField = ({ value, error }: { value?: string; error: string[] | undefined }) => (
  <Field
    label="Name"
    description="As people say it, at most 64 characters."
    error={error}
    isRequired
  >
    <Input name="name" maxLength={64} autoComplete="off" defaultValue={value} />
  </Field>
);

export const IntervalField = (props: { value?: number | null; error: string[] | undefined }) => (
  <Field
    label="Expected interval"
    description="Seconds between two calls. Without it nobody notices a silence."
    error={props.error}
  >
    <Input
      name="intervalSeconds"
      inputMode="numeric"
      autoComplete="off"
      defaultValue={props.value ?? ""}
    />
  </Field>
);

type NewComponentFieldsProps = { clusters: { id: string; name: string }[]; errors: Errors };

export const NewComponentFields = ({ clusters, errors }: NewComponentFieldsProps) => {
  const [service, setService] = useState<Service>("detector");
  const { allowed, isRequired } = scopesOfService[service];
  return (
    <>
      <Field
        label="Service"
        description={`A ${service} ${serviceTexts[service]}.`}
        error={errors.service}
        isRequired
      >
        <Select
          name="service"
          value={service}
          onChange={(event) => {
            const chosen = services.find((known) => known === event.target.value);
            if (chosen) setService(chosen);
          }}
        >
          {services.map((known) => (
            <option key={known} value={known}>
              {serviceNames[known]}
            </option>
          ))}
        </Select>
      </Field>
      <Field label="Cluster" error={errors.clusterId} isRequired={isRequired}>
        <Select name="clusterId" defaultValue="">
          <option value="">{isRequired ? "Choose a cluster" : "None"}</option>
          {clusters.map(({ id, name }) => (
            <option key={id} value={id}>
              {name} ({id})
            </option>
          ))}
        </Select>
      </Field>
      {allowed.includes("site") ? (
        <Field label="Site" description="Instead of a cluster." error={errors.site}>
          <Input name="site" maxLength={64} autoComplete="off" />
        </Field>
      ) : null}
      {allowed.includes("volume") ? (
        <Field label="Volume" description="Instead of a cluster." error={errors.volume}>
          <Input name="volume" maxLength={64} autoComplete="off" />
        </Field>
      ) : null}
      <NameField error={errors.name} />
      <Field
        label="ID"
        description="Lower-case letters, digits and _. Left empty: cluster and service."
        error={errors.id}
      >
        <Input name="id" maxLength={32} autoComplete="off" spellCheck={false} />
      </Field>
      <IntervalField error={errors.intervalSeconds} />
    </>
  );
};
